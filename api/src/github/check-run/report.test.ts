import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GradingResult } from '@gradewire/core';
import { exampleResult } from '../../../../core/src/report/example-result.ts';
import { everythingOf, exampleContext, seenOf } from './example-seen.ts';
import { rendered } from './markdown/rendered.ts';
import { checkRunContent } from './report.ts';
import type { ReportContext } from './report-context.ts';

const contentOf = (graded: GradingResult, context: Partial<ReportContext> = {}) =>
  checkRunContent(seenOf(everythingOf(graded)), { ...exampleContext, ...context });

test('a good hand-in is a success that says so', () => {
  const content = contentOf(exampleResult({ size: 2 }), { subjects: ['cpp'] });
  assert.equal(content.conclusion, 'success');
  assert.match(content.summary, /Nothing to mend/);
  assert.deepEqual(content.annotations, []);
  assert.doesNotMatch(content.text!, /First failure/);
});

test('of a class only what is charged to this hand-in is told, the dearest cause first, with its row and column', () => {
  const content = contentOf(exampleResult(), { subjects: ['python'] });
  assert.equal(content.conclusion, 'failure');
  assert.match(content.title, /^[\d.]+ of 98 points · 1 thing to mend$/);
  assert.match(content.summary, /1\. \*\*−24 · python\/server\*\* \(`server-waits-for-newline`\)/);
  assert.doesNotMatch(content.summary, /lua\/client/);
  const { blocks, words } = rendered(content.summary);
  assert.match(words, /The client works with 12 of 15 servers\. The server works with 0 of 15 clients\./);
  assert.match(content.summary, /\| rust \| ✔ \| ✘ timed out: this side \|/);
  assert.match(content.summary, /\| c \| ✘ failed: the other side \| ✘ timed out: this side \|/);
  assert.ok(blocks.includes('table_open'));
});

test('extra credit that was not got is no failure', () => {
  const graded = exampleResult({ size: 2 });
  const [subject] = graded.subjects.filter(({ id }) => id === 'cpp');
  const text = { code: 'challenge-not-attempted', text: 'The server does not say it.' };
  graded.cases.push({
    ...graded.cases[0]!,
    id: 'challenge/cpp',
    subject: 'cpp',
    outcome: 'failed',
    blame: null,
    maxPoints: 5,
    feedback: [text],
  });
  const line = { id: 'extra', title: 'Challenge', points: 0, maxPoints: 5, kind: 'extra' as const };
  subject!.lines.push({ ...line, cases: ['challenge/cpp'], reasons: [text] });
  const content = contentOf(graded, { subjects: ['cpp'] });
  assert.equal(content.conclusion, 'success');
  assert.match(content.summary, /\*\*no points · cpp\*\*/);
});

test('late points, a change by hand and its reason stand in lines of their own', () => {
  const score = { raw: 90, late: 18, adjustment: 2, final: 74, max: 98, reason: 'Was ill; see @dean #4' };
  const seen = seenOf(everythingOf(exampleResult({ size: 2 }), [], score));
  const { title, summary } = checkRunContent(seen, exampleContext);
  assert.match(title, /^74 of 98 points \(late\)/);
  for (const row of ['| Cases | 90 |', '| Late | −18 |', '| Changed by hand | +2 |', '| **Final** | **74 of 98** |']) {
    assert.ok(summary.includes(row), row);
  }
  assert.deepEqual(rendered(summary).live, []);
});

test('why it was graded again stands where the score is, and only where that is told', () => {
  const seen = seenOf(everythingOf(exampleResult({ size: 2 })));
  const score = { raw: 90, late: 0, adjustment: 0, final: 90, max: 98, reason: null };
  const context = { ...exampleContext, gradedAgainBecause: 'Case 4 was unfair; @dean' };
  const { summary } = checkRunContent({ ...seen, score }, context);
  assert.match(rendered(summary).words, /Graded again because: Case 4 was unfair/);
  assert.deepEqual(rendered(summary).live, []);
  assert.doesNotMatch(checkRunContent({ ...seen, score: null }, context).summary, /unfair/);
});

test('a draft and a self-check say that they do not count, and offer the official run', () => {
  const draft = contentOf(exampleResult({ size: 2 }), { draft: true, subjects: ['cpp'] });
  assert.match(draft.title, /^Self-check: /);
  assert.match(draft.summary, /ready for review/);
  assert.deepEqual(
    draft.actions.map(({ identifier }) => identifier),
    ['run-again', 'run-official'],
  );
  assert.deepEqual(
    contentOf(exampleResult({ size: 2 })).actions.map(({ identifier }) => identifier),
    ['run-again'],
  );
  for (const { label, description, identifier } of draft.actions) {
    assert.ok(label.length <= 20 && description.length <= 40 && identifier.length <= 20);
  }
});

test('of Reliable UDP: cases by group with points, and the ladder of the first failure as it is', () => {
  const graded = exampleResult({ size: 1 });
  const [one] = graded.cases;
  const ladder = [
    '   ms  sender        receiver',
    '  0.2  data 1  ─────✕    lost: loss 20%',
    '> 513  data 1  ────────>   again',
  ];
  const failed = {
    points: 0,
    outcome: 'crashed',
    feedback: [{ code: 'crashes', text: 'The sender crashed.' }],
  } as const;
  const caseOf = (id: string, change: object) => ({
    ...({
      ...one!,
      id,
      subject: 'c',
      group: id.split('/')[0]!,
      outcome: 'passed',
      blame: null,
      points: 1.33,
      maxPoints: 1.33,
    } as const),
    ...{ feedback: [], evidence: [{ title: 'On the wire', lines: ladder }], ...change },
  });
  graded.cases = [
    ...['clean/text', 'corrupt/data/seed-1', 'corrupt/data/seed-2'].map((id) => caseOf(id, {})),
    ...['corrupt/acks/seed-1', 'corrupt/acks/seed-2'].map((id) => caseOf(id, failed)),
  ];
  graded.matrix = { clients: [], servers: [], cells: {} };
  const line = {
    id: 'correct/corruption',
    title: 'Corruption',
    points: 2.67,
    maxPoints: 5.33,
    kind: 'automatic' as const,
  };
  graded.subjects[0]!.lines = [
    { ...line, cases: graded.cases.slice(1).map(({ id }) => id), reasons: [...failed.feedback] },
  ];
  const { summary, text } = contentOf(graded);
  assert.match(summary, /1\. \*\*−2\.66 · c\*\* \(`crashes`\)/);
  assert.match(summary, /\| Corruption \| 2\.67 of 5\.33 \|/);
  assert.ok(text!.includes(['```text', ...ladder, '```'].join('\n')), text);
  assert.match(text!, /### First failure: corrupt\/acks\/seed-1/);
  assert.match(text!, /gradewire replay result\.json --case corrupt\/acks\/seed-1 --folder \.\/c --seed 1\n/);
  assert.match(text!, /\| clean \| 1 of 1 \| 1\.3 of 1\.3 \|\n\| corrupt \| 2 of 4 \| 2\.7 of 5\.3 \|/);
});

test('where nothing was found, the notes say why', () => {
  const { title, conclusion, text } = contentOf({
    ...exampleResult({ size: 0 }),
    notes: [{ code: 'x', text: 'The folder cobol is not graded.' }],
  });
  assert.deepEqual([title, conclusion], ['0 of 98 points', 'failure']);
  assert.match(text!, /### Not graded\n\n- The folder cobol is not graded\./);
});

test('the replay command is one for a shell, and there is none where a name could be more than a word', () => {
  const replay = (disguise: (text: string) => string) => {
    const graded = exampleResult({ size: 12, disguise });
    const [python] = graded.subjects.filter(({ id }) => id.includes('python'));
    const { text } = contentOf(graded, { subjects: [python!.id] });
    return /gradewire replay .*/.exec(text!)?.[0];
  };
  assert.equal(replay(String), 'gradewire replay result.json --case pair/python/python --folder ./python --seed 1');
  assert.equal(
    replay((text) => (text === 'python' ? 'my python' : text)),
    "gradewire replay result.json --case 'pair/my python/my python' --folder './my python' --seed 1",
  );
  for (const bad of ["'; rm -rf ~ '", '$(x)', '`x`', '"', '\n', '\\', '!x', '\u202e']) {
    assert.equal(
      replay((text) => `${text}${bad}`),
      undefined,
    );
  }
});
