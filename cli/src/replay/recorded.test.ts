import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { exampleResult } from '../../../core/src/report/example-result.ts';
import { BadUsage } from '../option-values.ts';
import { parseReplayArguments } from './options.ts';
import { readRecorded, recordedCase, seedOf } from './recorded.ts';

const says = (message: RegExp) => (error: unknown) => error instanceof BadUsage && message.test(error.message);
const result = exampleResult({ size: 2 });

test('a result is read with its seed, and without where that is kept back', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'gradewire-replay-'));
  t.after(() => rm(folder, { recursive: true }));
  const read = async (content: unknown) => {
    const file = path.join(folder, 'result.json');
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    return readRecorded(file);
  };
  const { seed, ...withoutSeed } = result;
  assert.equal(seedOf(await read(result), undefined), seed);
  assert.equal(seedOf(await read(result), 99), 99);
  for (const kept of [withoutSeed, { ...result, seed: null }]) {
    const recorded = await read(kept);
    assert.throws(() => seedOf(recorded, undefined), says(/no seed: .* after the deadline.*--seed/));
    assert.equal(seedOf(recorded, 0), 0);
  }
  const { gradewire: _, source: __, link: ___, status: ____, ...ofService } = result;
  const cases = result.cases.map(({ artefacts: _____, ...one }) => one);
  const seen = await read({ ...ofService, cases, score: null, complete: false });
  assert.deepEqual([seen.cases.length, seen.cases[0]!.artefacts, seen.link], [cases.length, [], undefined]);
  await assert.rejects(read('{"kit": "hello-internet"}'), says(/result\.json is no result of Gradewire \(\w+: /));
  await assert.rejects(read('not JSON'), says(/is no result of Gradewire \(.*JSON/));
  await assert.rejects(readRecorded(path.join(folder, 'absent')), says(/absent cannot be read: ENOENT/));
});

test('a case by its id, and else the one that was probably meant', () => {
  const [first] = result.cases;
  assert.equal(recordedCase(result, first!.id), first);
  assert.throws(() => recordedCase(result, `${first!.id}x`), says(new RegExp(`did you mean ${first!.id}\\?`)));
  const begin = first!.id.split('/')[0]!;
  assert.throws(
    () => recordedCase(result, `${begin}/no/such/thing/at/all`),
    says(/no such case; it has \d+, such as /),
  );
  assert.throws(() => recordedCase({ ...result, cases: [] }, 'clean'), says(/it has no cases/));
});

test('arguments are read, and what is wrong with them is told', () => {
  const read = (...argv: string[]) => parseReplayArguments(argv);
  const asked = read('r.json', '--case', 'clean/text', '--times', '3', '--link', 'netem');
  assert.deepEqual([asked?.result, asked?.caseId, asked?.times, asked?.link], ['r.json', 'clean/text', 3, 'netem']);
  assert.deepEqual([asked?.folder, asked?.seed, asked?.capture], ['.', undefined, 'gradewire-replay.pcapng']);
  assert.equal(read('--help'), undefined);
  assert.throws(() => read('--case', 'clean'), says(/name the result/));
  assert.throws(() => read('r.json'), says(/--case/));
  assert.throws(() => read('r.json', 's.json', '--case', 'clean'), says(/not also "s\.json"/));
  assert.throws(() => read('r.json', '--case', 'clean', '--times', '0'), says(/--times 0/));
  assert.throws(() => read('r.json', '--case', 'clean', '--link', 'wire'), says(/--link wire/));
  assert.throws(() => read('r.json', '--case', 'clean', '--fast'), says(/--fast/));
});
