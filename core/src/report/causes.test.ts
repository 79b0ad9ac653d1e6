import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placesWords } from './cause-words.ts';
import { causesOf } from './causes.ts';
import { exampleResult } from './example-result.ts';

test('a server that fails with every client is one cause, with its reference case', () => {
  const result = exampleResult();
  const causes = causesOf(result).filter((cause) => cause.blamed.includes('python/server'));
  assert.equal(causes.length, 1);
  const [cause] = causes;
  assert.equal(cause!.code, 'server-waits-for-newline');
  assert.equal(cause!.cases.length, 16);
  assert.equal(cause!.lostPoints, 24);
  assert.deepEqual(placesWords(cause!, result.matrix), ['with all 15 clients', 'reference/python/server']);
});

test('what was not run for another reason comes behind what there is to mend, however dear it is', () => {
  const result = exampleResult({ size: 3 });
  const reasons = (code: string) => [{ code, text: `${code}.` }];
  const [dear, cheap] = result.subjects[1]!.lines;
  Object.assign(dear!, { points: 0, reasons: reasons('not-run-server') });
  Object.assign(cheap!, { points: cheap!.maxPoints - 1, reasons: reasons('readme-missing') });
  const codes = causesOf(result).map(({ code }) => code);
  assert.equal(codes.at(-1), 'not-run-server');
  assert.ok(codes.includes('readme-missing'));
});

test('a pair that both sides fail joins the causes of the sides that fail alone', () => {
  const causes = causesOf(exampleResult());
  assert.ok(causes.every((cause) => cause.blamed.length === 1));
  const client = causes.find((cause) => cause.blamed[0] === 'lua/client')!;
  assert.ok(client.pairs.some((pair) => pair.server === 'python'));
});

test('a fault that shows only between two sides is one entry that names them all', () => {
  const result = exampleResult({ size: 3 });
  const feedback = [{ code: 'both-wait', text: 'Both sides wait for the other to speak.' }];
  for (const graded of result.cases.slice(0, 2)) {
    graded.blame = 'both';
    graded.outcome = 'timed-out';
    graded.feedback = feedback;
  }
  const both = causesOf(result).filter((cause) => cause.code === 'both-wait');
  assert.equal(both.length, 1);
  assert.deepEqual(both[0]!.blamed, ['c/client', 'c/server', 'cpp/server']);
});

test('a reason that only a rubric line gives is a cause too; what passed or did not run is none', () => {
  const result = exampleResult({ size: 3 });
  for (const graded of result.cases) Object.assign(graded, { outcome: 'not-run' });
  const line = result.subjects[1]!.lines[0]!;
  Object.assign(line, { points: 4, reasons: [{ code: 'no-readme', text: 'There is no README.md.' }] });
  const causes = causesOf(result).filter((cause) => cause.subjects.has('cpp'));
  assert.deepEqual(
    causes.map(({ code, blamed, lostPoints }) => ({ code, blamed, lostPoints })),
    [{ code: 'no-readme', blamed: ['cpp'], lostPoints: 12 }],
  );
});

test('a line with two reasons tells that its points are shared', () => {
  const result = exampleResult({ size: 2 });
  const reasons = ['first', 'second'].map((code) => ({ code, text: `${code}.` }));
  Object.assign(result.subjects[1]!.lines[0]!, { points: 0, reasons });
  const causes = causesOf(result).filter((cause) => cause.subjects.has('cpp'));
  assert.deepEqual(
    causes.map(({ lostPoints, shared }) => [lostPoints, shared]),
    [
      [16, true],
      [16, true],
    ],
  );
});
