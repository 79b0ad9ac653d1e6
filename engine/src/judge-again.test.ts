import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { GradingResult, Kit, Observation, Setup, SourceTree } from '@gradewire/core';
import { kitById } from '@gradewire/kits';
import { served } from '../../kits/hello-internet/judge/pair-builder.ts';
import type { ObservationRecord } from './artefacts.ts';
import { assemble } from './assemble.ts';
import { CannotJudge, type EarlierRun, judgeAgain } from './judge-again.ts';
import { readTree } from './source/read-tree.ts';

const kit = kitById('hello-internet') as Kit;
const languages = ['c', 'go', 'python'];
const whole = await readTree(path.join(import.meta.dirname, '..', '..', 'examples', 'class-repo'));
const isWanted = (file: { readonly path: string }) => languages.includes(file.path.split('/')[0]!);
const tree: SourceTree = { ...whole, files: whole.files.filter(isWanted) };
const seed = 7;
const recipes = { lab: 'a1', 'peers-hello-internet': 'b1', 'lang-c': 'c1', 'lang-go': 'd1', 'lang-python': 'e1' };

/** A run in which every pair got on with each other, and what it left. */
function earlierRun(written: object = {}): EarlierRun {
  const config = kit.parseConfig(written);
  const discovery = kit.discover(tree, config);
  const builds = discovery.programs.map(({ id }) => ({ program: id, outcome: 'built', command: '', log: '' }) as const);
  const setup: Setup = { config, seed, tree, discovery, builds: new Map(builds.map((one) => [one.program, one])) };
  const observations = new Map<string, readonly Observation[]>();
  let cases = kit.plan(setup, observations);
  while (cases.some(({ id, trials }) => trials.length !== (observations.get(id)?.length ?? 0))) {
    for (const { id, trials } of cases)
      observations.set(
        id,
        trials.map(({ name }) => served(name)),
      );
    cases = kit.plan(setup, observations);
  }
  const captures = new Map([[cases.at(-1)!.id, ['last.pcapng', 'reference.pcapng']]]);
  const runs = { cases, observations, captures, unsupported: new Map(), retries: 0, faults: [] };
  const images = { c: 'sha256:1', go: 'sha256:2', python: 'sha256:3' };
  const result = assemble({ kit, seed }, setup, runs, { images, recipes }, 'emulator');
  const record: ObservationRecord = {
    version: 1,
    kit: kit.id,
    kitVersion: kit.version,
    seed,
    source: { digest: tree.digest },
    builds,
    observations: Object.fromEntries(observations),
  };
  return JSON.parse(JSON.stringify({ config, record, result })) as EarlierRun;
}

const now = (written: object = {}) => ({
  kit,
  config: kit.parseConfig(written),
  seed,
  link: 'emulator',
  recipes,
  tree,
});
const earlier = earlierRun();
const plain = (result: GradingResult) => JSON.parse(JSON.stringify(result)) as GradingResult;

test('by the same configuration a run comes to what it came to', () => {
  assert.ok(earlier.result.cases.length > 30 && earlier.result.score! > 0);
  assert.deepEqual(plain(judgeAgain(now(), earlier)), earlier.result);
});

test('the result names each version of the link that was observed', () => {
  assert.deepEqual(earlier.result.link, { backend: 'emulator', version: '' });
  const record = structuredClone(earlier.record);
  const links = Object.values(record.observations)
    .flat()
    .map(({ link }) => link as { version: string });
  for (const [i, link] of links.entries()) link.version = ['0.7.0', '', '0.6.0'][i % 3]!;
  assert.equal(judgeAgain(now(), { ...earlier, record }).link.version, '0.6.0, 0.7.0');
});

test('by other points the same cases are worth other points', () => {
  const again = judgeAgain(now({ points: { interop: 30 } }), earlier);
  assert.equal(again.maxScore, earlier.result.maxScore + 20);
  assert.deepEqual(
    again.cases.map(({ id, outcome }) => [id, outcome]),
    earlier.result.cases.map(({ id, outcome }) => [id, outcome]),
  );
});

test('a case that is left out is gone, whether it was named before or not', () => {
  const pairs = ({ cases }: GradingResult) => cases.filter(({ group }) => group === 'pair').length;
  const again = judgeAgain(now({ without: ['pair'] }), earlier);
  assert.deepEqual([pairs(earlier.result), pairs(again)], [9, 0]);
  assert.throws(
    () => judgeAgain(now(), earlierRun({ without: ['pair'] })),
    /pair\/\S+: pair and 8 more would have to be/,
  );
});

test('what would be run or built in another way cannot be judged, and it is said why', () => {
  const cannot = (asked: object, from: EarlierRun, why: RegExp) =>
    assert.throws(
      () => judgeAgain({ ...now(), ...asked }, from),
      (error: Error) => error instanceof CannotJudge && why.test(error.message),
    );
  const { record } = earlier;
  cannot({ config: kit.parseConfig({ clientWithinMs: 6000 }) }, earlier, /would have to be run/);
  cannot({ config: kit.parseConfig({ weather: ['delay'] }) }, earlier, /weather\/delay\/.* would have to be run/);
  cannot({ seed: 8 }, earlier, /its seed is 7, not 8/);
  cannot({ link: 'netem' }, earlier, /its link was the emulator, not the netem/);
  cannot({ tree: { ...tree, digest: 'sha256:other' } }, earlier, /its source is /);
  cannot({ recipes: { ...recipes, 'lang-go': 'd2' } }, earlier, /its image lang-go is d1, not d2/);
  const unsaid = { ...earlier, result: { ...earlier.result, recipes: {} } };
  cannot({}, unsaid, /its image lab is not known, not a1/);
  cannot({}, { ...earlier, record: { ...record, kitVersion: '0.9.0' } }, /version 0\.9\.0 of the kit/);
  cannot({}, { ...earlier, record: { ...record, kit: 'reliable-udp' } }, /of the kit reliable-udp/);
  cannot({}, { ...earlier, record: { ...record, builds: record.builds.slice(1) } }, /would have to be built/);
  const { 'pair/c/go': _lost, ...left } = record.observations;
  cannot({}, { ...earlier, record: { ...record, observations: left } }, /pair\/c\/go: pair would have to be run/);
});
