import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Observation, Program, Setup } from '@gradewire/core';
import type { Config } from '../config.ts';
import { served } from '../judge/pair-builder.ts';
import { helloInternet } from '../kit.ts';
import { grade } from '../score/grade.ts';
import { plan } from './plan.ts';

const names = ['c', 'go', 'lua'];

/** Three subjects with a client and a server each; that of `broken` was not built. */
function setupOf(focus: Setup['focus'], broken?: string, ids = names): Setup<Config> {
  const programs = ids.flatMap((subject) =>
    (['client', 'server'] as const).map((role): Program => {
      const common = { language: 'c', source: null, build: [], command: ['./program'], environment: {}, stdin: '' };
      return { id: `${subject}/${role}`, subject, role, argumentForms: [{ name: 'documented', args: [] }], ...common };
    }),
  );
  const builds = programs.map(({ id }) => {
    const outcome = id === `${broken}/server` ? ('build-failed' as const) : ('built' as const);
    return [id, { program: id, outcome, command: '', log: 'error' }] as const;
  });
  const subjects = ids.map((id) => ({ id, folder: id, language: 'c', notes: [] }));
  const discovery = { subjects, programs, missing: [], ignored: [] };
  const config = helloInternet.parseConfig({ weather: ['loss'] });
  const setup = { config, seed: 7, tree: { digest: '', files: [] }, discovery, builds: new Map(builds) };
  return focus === undefined ? setup : { ...setup, focus };
}

/** Runs everything that is planned: all goes well. */
function run(setup: Setup<Config>) {
  const observations = new Map<string, Observation[]>();
  for (;;) {
    const cases = plan(setup, observations);
    const open = cases.flatMap(({ id, trials }) =>
      trials
        .filter(({ name }) => !observations.get(id)?.some((one) => one.trial === name))
        .map(({ name }) => ({ id, name })),
    );
    if (open.length === 0) return { cases, observations, ids: cases.map(({ id }) => id).sort() };
    for (const { id, name } of open) observations.set(id, [...(observations.get(id) ?? []), served(name, 3)]);
  }
}

const references = names.flatMap((name) => [`reference/${name}/client`, `reference/${name}/server`]);
const rowAndColumn = ['pair/c/c', 'pair/c/go', 'pair/c/lua', 'pair/go/c', 'pair/lua/c'];

test('without a focus everything is run; with one, a row and a column, and what they rest on', () => {
  const all = run(setupOf(undefined)).ids;
  assert.equal(all.filter((id) => id.startsWith('pair/')).length, 9);
  const pairsOnly = run(setupOf({ subjects: new Set(['c']), pairsOnly: true })).ids;
  assert.deepEqual(pairsOnly, [...rowAndColumn, ...references].sort());
  const whole = run(setupOf({ subjects: new Set(['c']), pairsOnly: false })).ids;
  const isOwn = (id: string) => /^(static|usage|peer|challenge)\/c\//.test(id);
  const isPair = (id: string) => rowAndColumn.includes(id.replace(/^weather\/loss\//, 'pair/'));
  assert.deepEqual(
    whole,
    all.filter((id) => isOwn(id) || isPair(id) || references.includes(id)),
  );
  assert.ok(whole.some((id) => id.startsWith('weather/')));
});

test('a focus changes no point of its subject, and shows nothing of the others but their pairs with it', () => {
  const scoreOf = (setup: Setup<Config>) => {
    const { cases, observations } = run(setup);
    return grade(setup, cases, observations);
  };
  const all = scoreOf(setupOf(undefined, 'lua'));
  const focused = scoreOf(setupOf({ subjects: new Set(['c']), pairsOnly: false }, 'lua'));
  assert.deepEqual(focused.subjects, all.subjects.slice(0, 1));
  const { cells } = focused.matrix;
  assert.deepEqual(Object.keys(cells.c!).sort(), ['c', 'go', 'lua']);
  assert.deepEqual([Object.keys(cells.go!), Object.keys(cells.lua!)], [['c'], ['c']]);
  assert.deepEqual([cells.c!.lua!.outcome, cells.c!.lua!.blame], ['build-failed', 'server']);
  for (const { id } of focused.cases) assert.match(id, /\/c(\/|$)/, id);
  const pairs = scoreOf(setupOf({ subjects: new Set(['c']), pairsOnly: true }, 'lua'));
  assert.deepEqual(pairs.matrix, focused.matrix);
  assert.deepEqual(pairs.cases.map(({ id }) => id).sort(), [...rowAndColumn].sort());
  assert.deepEqual(
    pairs.subjects.map(({ id, lines, score }) => [id, lines, score]),
    [['c', [], 0]],
  );
});

test('subjects whose folders have one name are told apart by their paths', () => {
  const [red, blue] = ['python/red', 'ruby/red'];
  const setup = setupOf(undefined, undefined, [red!, blue!]);
  const { cases, observations } = run(setup);
  const { matrix, subjects } = grade(setup, cases, observations);
  assert.deepEqual(matrix.clients, [red, blue]);
  for (const client of matrix.clients) {
    assert.deepEqual(Object.keys(matrix.cells[client]!), matrix.servers);
    for (const server of matrix.servers) assert.equal(matrix.cells[client]![server]!.outcome, 'passed');
  }
  assert.equal(subjects.length, 2);
  const [one, other] = cases
    .filter(({ group }) => group === 'pair')
    .map((graded) => helloInternet.judge(setup, graded, observations.get(graded.id)!));
  assert.deepEqual([one!.outcome, other!.outcome], ['passed', 'passed']);
});
