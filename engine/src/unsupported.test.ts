import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Case, CaseResult, cleanLink, type Grading } from '@gradewire/core';
import { markUnsupported } from './unsupported.ts';

const caseOf = (id: string): Case => ({
  id,
  subject: 's',
  title: id,
  group: 'g',
  link: cleanLink,
  lagBudgetMs: 250,
  trials: [],
});
const resultOf = (id: string): CaseResult => ({
  id,
  subject: 's',
  title: id,
  group: 'g',
  outcome: 'failed',
  blame: 'client',
  points: 0,
  maxPoints: 5,
  feedback: [],
  evidence: [],
  drawings: [],
  metrics: {},
  durationMs: 3,
  artefacts: [],
});
const notRun = { code: 'not-run', text: 'Not run, since nothing works.' };
const line = (id: string, cases: string[]) =>
  ({ id, title: id, points: 0, maxPoints: 5, kind: 'automatic', cases, reasons: [notRun] }) as const;
const grading: Grading = {
  cases: [resultOf('a'), resultOf('b')],
  subjects: [
    {
      id: 's',
      folder: 's',
      language: null,
      score: 0,
      maxScore: 10,
      lines: [line('one', ['a']), line('two', ['b', 'c'])],
      notes: [],
    },
  ] as unknown as Grading['subjects'],
  matrix: { clients: [], servers: [], cells: {} },
};
const cases = ['a', 'b', 'c'].map(caseOf);

test('what the link cannot express is shown as unsupported, whether the kit had a result for it or none', () => {
  const unsupported = new Map([
    ['b', ['rules: netem cannot name single packets']],
    ['c', ['keying message: netem does not read payloads']],
  ]);
  const marked = markUnsupported(grading, cases, unsupported, 'netem');
  const outcomes = marked.cases.map(({ id, outcome, blame, points, maxPoints }) => [
    id,
    outcome,
    blame,
    points,
    maxPoints,
  ]);
  assert.deepEqual(outcomes, [
    ['a', 'failed', 'client', 0, 5],
    ['b', 'unsupported', null, 0, 0],
    ['c', 'unsupported', null, 0, 0],
  ]);
  for (const one of marked.cases) CaseResult.parse(one);
  assert.match(marked.cases[2]!.feedback[0]!.text, /netem.*keying message.*--link emulator/);
  const [one, two] = marked.subjects[0]!.lines;
  assert.deepEqual(one!.reasons, [notRun]);
  assert.deepEqual([one!.maxPoints, two!.maxPoints, marked.subjects[0]!.maxScore], [5, 0, 5]);
  assert.deepEqual(
    two!.reasons.map(({ code }) => code),
    ['link-unsupported'],
  );
});

test('where everything could be run nothing is changed', () => {
  assert.equal(markUnsupported(grading, cases, new Map(), 'netem'), grading);
});
