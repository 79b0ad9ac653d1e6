import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CaseResult, Outcome } from '@gradewire/core';
import fc from 'fast-check';
import { exampleResult } from '../../../../core/src/report/example-result.ts';
import type { Everything } from '../../projection/projection.ts';
import { beforeClosing, everythingOf, exampleContext, seenOf } from './example-seen.ts';
import { commentBody, commitStatus } from './fallback.ts';
import { checkRunContent } from './report.ts';

const files = ['python/secret.py', 'python/hello.py'];
const context = { ...exampleContext, subjects: ['python'], sources: { files, root: '' } };
const contentOf = (all: Everything['result'], at = beforeClosing) => checkRunContent(seenOf(all, at), context);
const evidence: CaseResult['evidence'] = [
  {
    title: 'Server',
    lines: ['[stderr] Traceback', '[stderr]   File "/work/secret.py", line 3', '[stderr] KeyError: 1'],
  },
];
const plain = exampleResult({ size: 12 });
const ids = plain.cases.filter(({ subject }) => subject === 'python').map(({ id }) => id);

/** The run with these cases hidden, as they went in it. */
function withHidden(
  hidden: readonly string[],
  change: (one: CaseResult) => Partial<CaseResult>,
  more: readonly string[],
) {
  const graded = structuredClone(plain);
  const line = graded.subjects.find(({ id }) => id === 'python')!.lines[0]!;
  graded.cases = graded.cases.map((one) => (hidden.includes(one.id) ? { ...one, ...change(one) } : one));
  for (const id of more)
    graded.cases.push({
      ...graded.cases[0]!,
      id,
      subject: 'python',
      title: 'secret title',
      ...change(graded.cases[0]!),
    });
  const concealed = [...hidden, ...more];
  for (const one of graded.cases.filter(({ id }) => concealed.includes(id))) {
    for (const { lines } of graded.subjects) {
      for (const of of lines) {
        if (!of.cases.includes(one.id)) continue;
        of.points = one.points;
        of.reasons = one.feedback;
      }
    }
    const [, client, server] = one.id.split('/');
    const cell = one.id.startsWith('pair/') ? graded.matrix.cells[client!]![server!] : undefined;
    if (cell) Object.assign(cell, { outcome: one.outcome, blame: one.blame });
  }
  // A line that holds a hidden case from the start, so that more of them change no more than their number.
  line.cases = [...line.cases, ...concealed];
  return everythingOf(graded, concealed, {
    raw: line.points,
    late: 0,
    adjustment: 0,
    final: line.points,
    max: 98,
    reason: null,
  });
}

test('before the end nothing tells how many cases are hidden, what they are called, how they went or what they give', () => {
  const change = fc.record({
    outcome: fc.constantFrom(...Outcome.options),
    blame: fc.constantFrom('client', 'server', 'both', null),
    points: fc.nat(9),
    feedback: fc.array(
      fc.record({
        code: fc.constantFrom('hidden-code', 'server-waits-for-newline'),
        text: fc.constant('A hidden sentence.'),
      }),
    ),
    evidence: fc.constant(evidence),
  });
  const hidden = fc.subarray(ids, { minLength: 1 });
  fc.assert(
    fc.property(
      hidden,
      change,
      change,
      fc.subarray(['secret/one', 'secret/two', 'secret/three']),
      (names, one, other, more) => {
        const first = contentOf(withHidden(names, () => one, []));
        const second = contentOf(withHidden(names, () => other, more));
        assert.deepEqual(second, first);
        assert.deepEqual(commitStatus(second), commitStatus(first));
        const said = JSON.stringify([second, commentBody(second, 'a', context.links.report)]);
        for (const word of ['secret', 'hidden-code', 'hidden sentence', String(plain.seed)])
          assert.ok(!said.includes(word), word);
        for (const id of names) assert.ok(!new RegExp(`${id}(?![\\w/-])`).test(said), id);
        assert.match(second.summary, /Some cases, and the score/);
        assert.doesNotMatch(second.summary, / of 98/);
      },
    ),
    { numRuns: 60 },
  );
});

test('after the end the score is told, and the hidden cases still are not', () => {
  const at = { ...beforeClosing, closesAt: beforeClosing.now };
  const content = contentOf(
    withHidden(ids.slice(0, 2), () => ({ title: 'A hidden sentence.', group: 'hidden-group', points: 3 }), [
      'secret/one',
    ]),
    at,
  );
  assert.match(content.title, / of 98 points/);
  const said = JSON.stringify(content);
  for (const word of ['secret', 'hidden-group', 'hidden sentence', ids[0]!])
    assert.ok(!new RegExp(`${word}(?![\\w/-])`).test(said), word);
  // Points by group beside points by line would tell what the hidden ones of a line gave.
  assert.match(content.text!, /\| Cases \| passed \|\n/);
  assert.match(content.text!, /--seed 1/);
});
