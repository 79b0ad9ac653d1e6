import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Case, cleanLink, type Kit, type Observation, type Setup, type SourceTree } from '@gradewire/core';
import { BadUsage } from '../option-values.ts';
import { namedIn, oneCase } from './one-case.ts';

const caseOf = (id: string, trials = ['only']): Case => ({
  ...{ id, subject: 's', title: id, group: 'g', link: cleanLink, lagBudgetMs: 250 },
  trials: trials.map((name) => ({ name, port: 5000 })),
});
const subject = (id: string) => ({ id, folder: id, language: 'c', notes: [] });
const program = (id: string) => ({ id: `${id}/client`, subject: id });

/** Plans `first` in the beginning and `then` once all of it was seen. */
function kitOf(first: readonly Case[], then: readonly Case[], subjects: readonly string[] = []): Kit<unknown> {
  return {
    id: 'test',
    discover: () => ({
      subjects: subjects.map(subject),
      programs: subjects.map(program),
      missing: [],
      ignored: [],
    }),
    plan: (_: unknown, seen: ReadonlyMap<string, unknown>) =>
      first.every(({ id }) => seen.has(id)) ? [...first, ...then] : first,
  } as unknown as Kit<unknown>;
}

const setup = {} as Setup;
const tree = {} as SourceTree;
const seen = (...ids: string[]) => new Map(ids.map((id) => [id, [{ trial: 'only' } as Observation]]));
const idsOf = (cases: readonly Case[]) => cases.map(({ id }) => id);

test('the case alone, where the kit knows it from the start', () => {
  const kit = oneCase(kitOf([caseOf('loss/10'), caseOf('loss/30')], []), 'loss/30', []);
  assert.deepEqual(idsOf(kit.plan(setup, new Map())), ['loss/30']);
});

test('what the kit must see before comes first, the likest of it before the others', () => {
  const first = ['reference/c/client', 'reference/c/server', 'reference/go/server'].map((id) => caseOf(id));
  const kit = oneCase(kitOf(first, [caseOf('usage/c/client/port'), caseOf('pair/c/go')]), 'usage/c/client/port', []);
  assert.deepEqual(idsOf(kit.plan(setup, new Map())), ['reference/c/client']);
  const next = kit.plan(setup, seen('reference/c/client'));
  assert.deepEqual(idsOf(next), ['reference/c/client', 'reference/c/server']);
  const all = idsOf(first);
  assert.deepEqual(idsOf(kit.plan(setup, seen(...all))), [...all, 'usage/c/client/port']);
});

test('what was seen stays, and is not run on for its own sake', () => {
  const kit = oneCase(kitOf([caseOf('reference/c', ['only', 'second'])], [caseOf('pair/c/c')]), 'pair/c/c', []);
  const [reference, pair] = kit.plan(setup, seen('reference/c'));
  assert.deepEqual(
    reference?.trials.map(({ name }) => name),
    ['only'],
  );
  assert.equal(pair?.id, 'pair/c/c');
});

test('a case that never comes ends when all that there is was seen', () => {
  const kit = oneCase(kitOf([caseOf('clean')], [caseOf('loss')]), 'extra', []);
  const plan = kit.plan(setup, seen('clean', 'loss'));
  assert.ok(plan.every(({ trials }) => trials.every(({ name }) => name === 'only')));
  assert.deepEqual(idsOf(plan), ['clean', 'loss']);
});

test('only the subjects that the id names are found; one that is not there is told', () => {
  assert.deepEqual(namedIn('pair/c/C#', ['c', 'C#', 'pair', 'go']), ['c', 'C#']);
  assert.deepEqual(namedIn('loss/30/both/seed-1', ['project']), []);
  const kit = (subjects: string[]) => oneCase(kitOf([], [], ['c', 'go']), 'pair/c/x', subjects);
  const found = kit(['c']).discover(tree, {});
  assert.deepEqual([found.subjects.map(({ id }) => id), found.programs.map(({ id }) => id)], [['c'], ['c/client']]);
  assert.equal(kit([]).discover(tree, {}).subjects.length, 2);
  assert.throws(
    () => kit(['c', 'java']).discover(tree, {}),
    (error) => error instanceof BadUsage && /needs java, which the folder has not \(it has c, go\)/.test(error.message),
  );
});
