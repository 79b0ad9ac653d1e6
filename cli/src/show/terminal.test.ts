import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { columns } from '@gradewire/core/report';
import fc from 'fast-check';
import { exampleResult } from '../../../core/src/report/example-result.ts';
import type { ReplayPlace } from './replay.ts';
import { renderTerminal } from './terminal.ts';

const plain = { colour: false, width: 100 };

test('the matrix shows who is to blame and how a pair failed', () => {
  const lines = renderTerminal(exampleResult(), plain).split('\n');
  assert.ok(lines.includes('go         S ✔ ✔ ✔ ✔ ✔ ✔ ✔ ✔ ✔ S~S!✔ ✔ ✔  12/15'));
  assert.ok(lines.includes('lua        B C C C C C C C C C B~B!C C C  0/15'));
  assert.match(lines.join('\n'), /~ after a letter: timed out\s+! after a letter: crashed\s+168 of 225 pairs passed/);
});

test('headings are written across where they fit', () => {
  const lines = renderTerminal(exampleResult({ size: 4 }), plain).split('\n');
  assert.ok(lines.includes('        c      cpp    csharp go'));
  assert.ok(lines.includes('csharp  S      ✔      ✔      ✔       3/4'));
});

test('the dearest cause comes first, once, with its sentence', () => {
  const text = renderTerminal(exampleResult(), plain);
  assert.match(text, /1\. lua\/client · −26 · client-prints-nothing\n {3}The client received/);
  assert.equal(text.match(/server-waits-for-newline/g)?.length, 1);
  assert.match(text, /\| swiftc -O helloserver\.swift\n {3}\| hellosrvSwift\.swift:12:15: error/);
});

test('the same fault of several programs is one entry: its sentence, then a line for each', () => {
  const result = exampleResult({ size: 4 });
  const [sample] = result.cases.filter(({ feedback }) => feedback.length > 0);
  assert.ok(sample);
  const cases = ['c', 'cpp', 'go'].map((subject) => ({
    ...sample,
    id: `static/${subject}/readme`,
    subject,
    outcome: 'failed' as const,
    blame: null,
    feedback: [{ code: 'readme-missing', text: 'There is no README.md: write one.' }],
  }));
  const text = renderTerminal({ ...result, cases }, plain);
  assert.equal(text.match(/There is no README\.md/g)?.length, 1);
  assert.match(text, /3 times readme-missing .*\n {3}There is no.*\n {3}c .*static\/c\/readme\n {3}cpp .*\n {3}go /);
});

test('what discovery said and no case repeats is shown, once for all whom it concerns', () => {
  const result = exampleResult({ size: 2 });
  const note = { code: 'setup-not-run', text: 'setup.sh was not run.' };
  const subjects = result.subjects.map((subject) => ({ ...subject, notes: [note] }));
  const ids = subjects.map(({ id }) => id).join(', ');
  assert.ok(renderTerminal({ ...result, subjects }, plain).includes(`Notes\n- ${ids}: setup.sh was not run.`));
});

test('what was left out is told behind the rest', () => {
  const text = renderTerminal(exampleResult({ size: 2 }), plain);
  assert.match(text, /\n\nNot graded\n- The folder cobol is not graded: .*COBOL.*\n\nMean score/);
  assert.doesNotMatch(renderTerminal({ ...exampleResult(), notes: [] }, plain), /Not graded/);
});

test('no line is wider than the terminal, however many subjects there are', () => {
  for (const size of [0, 1, 15, 60]) {
    for (const width of [40, 80, 160]) {
      for (const line of renderTerminal(exampleResult({ size }), { colour: false, width }).split('\n')) {
        assert.ok(columns(line) <= width, `${size} subjects, width ${width}: ${line}`);
      }
    }
  }
});

test('colours add nothing but colours', () => {
  const coloured = renderTerminal(exampleResult(), { colour: true, width: 100 });
  assert.notEqual(coloured, renderTerminal(exampleResult(), plain));
  assert.equal(stripVTControlCharacters(coloured), renderTerminal(exampleResult(), plain));
});

test('an incomplete run has question marks and a reason, and no score', () => {
  const text = renderTerminal(exampleResult({ size: 4, incomplete: true }), plain);
  assert.match(text, /INCOMPLETE: A fault of the grader/);
  assert.match(text, /Docker did not answer/);
  assert.match(text, /^go +\? +\? +\? +\? +0\/0$/m);
  assert.match(text, /No score: the run is incomplete\.\n$/);
  assert.doesNotMatch(text, /\d+ \/ 98/);
});

test('what students wrote puts no control character on the terminal', () => {
  const rude = fc.string({ unit: 'binary', maxLength: 6 });
  fc.assert(
    fc.property(rude, rude, (before, after) => {
      const disguise = (text: string) => `${before}\u001b[2J${text}\u202e\r\n${after}`;
      const text = renderTerminal(exampleResult({ size: 2, disguise }), plain);
      assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
      for (const line of text.split('\n')) assert.ok(columns(line) <= plain.width);
    }),
    { numRuns: 25 },
  );
});

test('cases that the link could not express are named as the reason for no score, not as a fault', () => {
  const complete = exampleResult({ size: 2 });
  const feedback = [{ code: 'link-unsupported', text: 'Not run: netem cannot name single packets.' }];
  const cases = complete.cases.map((one, index) =>
    index === 0 ? { ...one, outcome: 'unsupported' as const, points: 0, maxPoints: 0, feedback } : one,
  );
  const text = renderTerminal({ ...complete, status: 'incomplete', score: null, cases }, { ...plain, width: 400 });
  assert.match(text, /INCOMPLETE: 1 case not supported by the link, for example \S+: Not run: netem cannot/);
  assert.doesNotMatch(text, /fault of the grader/);
});

test('how to run a case of the dearest cause again is told where sources and result are known', () => {
  const replay = { folder: 'class repo', result: 'out/result.json' };
  const withReplay = (at: ReplayPlace) => renderTerminal(exampleResult(), { ...plain, width: 200, replay: at });
  assert.match(
    withReplay(replay),
    /\n\nRun a case again: gradewire replay out\/result\.json --case \S*lua\S* --folder 'class repo'\n/,
  );
  assert.match(
    withReplay({ ...replay, result: undefined }),
    /With --json result\.json a case .*replay result\.json --case/,
  );
  assert.match(withReplay({ ...replay, config: 'c.json' }), /--folder 'class repo' --config c\.json\n/);
  assert.doesNotMatch(renderTerminal(exampleResult(), plain), /gradewire replay/);
  assert.doesNotMatch(withReplay({ ...replay, folder: "it's $(mine)" }), /gradewire replay/);
});
