import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Program, Setup } from '@gradewire/core';
import type { Config } from '../config.ts';
import { helloInternet } from '../kit.ts';
import { grade } from './grade.ts';

function setupOf(config: Config): Setup<Config> {
  const programs = (['client', 'server'] as const).map((role): Program => {
    const common = { language: 'c', source: null, build: [], command: ['./program'], environment: {}, stdin: '' };
    return { id: `c/${role}`, subject: 'c', role, argumentForms: [{ name: 'documented', args: [] }], ...common };
  });
  const subjects = [{ id: 'c', folder: 'c', language: 'c', notes: [] }];
  const builds = programs.map(
    ({ id }) => [id, { program: id, outcome: 'build-failed', command: '', log: '' }] as const,
  );
  const discovery = { subjects, programs, missing: [], ignored: [] };
  return { config, seed: 7, tree: { digest: '', files: [] }, discovery, builds: new Map(builds) };
}

const whole = helloInternet.parseConfig({});

function gradedWithout(names: readonly string[]) {
  const setup = setupOf(helloInternet.withhold(whole, names));
  return grade(setup, helloInternet.plan(setup, new Map()), new Map());
}

test('what is withheld is neither planned nor named, and the points are those of the rest', () => {
  const names = ['pair', 'usage', 'static/c/readme', 'challenge', 'peer/c/client/slow'];
  const all = gradedWithout([]);
  assert.equal(all.subjects[0]!.maxScore, 100);
  assert.match(JSON.stringify(all), /usage\/c\/client.*pair\/c\/c/);
  const some = gradedWithout(names);
  assert.doesNotMatch(JSON.stringify(some), /pair|usage|readme|challenge|peer\/c\/client\/slow/i);
  // Host name 4, absent server 4, bad arguments 3 + 3, pairs 10, README 5, and one in four of the client's segments.
  assert.equal(some.subjects[0]!.maxScore, 100 - 4 - 4 - 3 - 3 - 10 - 5 - 1.25);
  assert.deepEqual(some.matrix, { clients: ['c'], servers: ['c'], cells: {} });
});

test('a pair that is withheld leaves the line to the other pairs', () => {
  const lines = (names: readonly string[]) => gradedWithout(names).subjects[0]!.lines.map(({ id }) => id);
  assert.ok(!lines(['pair/c/c']).includes('interop/pairs'));
  assert.ok(lines(['pair/d']).includes('interop/pairs'));
});

test('the reference cases cannot be withheld', () => {
  for (const name of ['reference', 'reference/c/client'])
    assert.throws(() => helloInternet.withhold(whole, [name]), /reference: all other cases rest on it/);
});

test('names that no case can have are told from those of programs, which nobody knows before a submission', () => {
  const names = ['peers', 'peer', 'peer/go/client', 'pair/c', 'usage', 'Usage', 'loss/30'];
  assert.deepEqual(helloInternet.unknownCases(whole, names), ['peers', 'Usage', 'loss/30']);
});
