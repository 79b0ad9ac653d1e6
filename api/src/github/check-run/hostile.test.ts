import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GradingResult } from '@gradewire/core';
import fc from 'fast-check';
import { exampleResult } from '../../../../core/src/report/example-result.ts';
import { everythingOf, exampleContext, seenOf } from './example-seen.ts';
import { commentBody, isCommentOf } from './fallback.ts';
import { hostileText } from './hostile-text.ts';
import { rendered } from './markdown/rendered.ts';
import { bytesOf } from './plain.ts';
import { checkRunContent } from './report.ts';
import type { ReportContext } from './report-context.ts';

const ours = Object.values(exampleContext.links).filter((href) => href !== null);
const contentOf = (graded: GradingResult, context: Partial<ReportContext> = {}) =>
  checkRunContent(seenOf(everythingOf(graded)), { ...exampleContext, ...context });

/** The example with texts, names and logs from `say`, and something of everything that a report shows. */
function disguised(say: () => string, lines: number): GradingResult {
  const graded = exampleResult({
    size: 3,
    disguise: (text) => (text.length > 10 ? `${text}${say()}` : `${text}${say()}`),
  });
  for (const one of graded.cases) {
    one.title = say();
    one.group = say().slice(0, 40) || 'group';
    one.evidence = [{ title: `${say()} On the wire`, lines: Array.from({ length: lines }, say) }, ...one.evidence];
  }
  for (const subject of graded.subjects) {
    subject.notes = Array.from({ length: 3 }, () => ({ code: say(), text: say() }));
    subject.language = say();
  }
  for (const program of graded.programs) {
    program.outcome = 'build-failed';
    program.log = Array.from({ length: lines }, say).join('\n');
  }
  return graded;
}

test('whatever students write, nothing in it is live, and every block is whole', () => {
  fc.assert(
    fc.property(fc.array(hostileText, { minLength: 5, maxLength: 30 }), fc.nat(40), (texts, lines) => {
      let next = 0;
      const say = () => texts[next++ % texts.length]!;
      const content = contentOf(disguised(say, lines), {
        assignment: say(),
        commit: say(),
        sourceNotes: [say()],
        gradedAgainBecause: say(),
      });
      const comment = commentBody(content, 'a-1', exampleContext.links.report);
      assert.ok(isCommentOf(comment, 'a-1'));
      for (const markdown of [content.summary, content.text!, comment.replace(/^<!-- gradewire a-1 -->\n/, '')]) {
        const { live, links, blocks } = rendered(markdown);
        assert.deepEqual(live, []);
        assert.ok(
          links.every((href) => ours.includes(href)),
          links.join(' '),
        );
        assertWhole(markdown, blocks);
      }
      assert.ok(content.title.length <= 255 && !/[\p{Cc}\p{Bidi_Control}]/u.test(content.title));
    }),
    { numRuns: 150 },
  );
});

/** No code block without its end, and no row with more or fewer cells than its table's heading. */
function assertWhole(markdown: string, blocks: readonly string[]): void {
  let fence: string | null = null;
  let cells = 0;
  let fences = 0;
  for (const line of markdown.split('\n')) {
    if (fence !== null) {
      if (line === fence) fence = null;
      continue;
    }
    const opened = /^(`{3,})text$/.exec(line)?.[1];
    if (opened !== undefined) {
      fence = opened;
      fences++;
    }
    const bars = line.startsWith('|') ? line.split('|').length : 0;
    assert.ok(bars === 0 || cells === 0 || bars === cells, line);
    cells = bars;
  }
  assert.equal(fence, null);
  assert.equal(blocks.filter((one) => one === 'fence').length, fences);
}

test('however much there is, summary and text keep within bytes, the score first, and say what is left out', () => {
  const wide = '語'.repeat(60);
  for (const [size, lines] of [
    [40, 4],
    [50, 300],
    [5, 6000],
  ] as const) {
    let count = 0;
    const graded = exampleResult({ size, disguise: (text) => `${text}${wide}` });
    for (const one of graded.cases) {
      one.outcome = 'failed';
      one.blame = 'server';
      one.feedback = Array.from({ length: 3 }, () => ({
        code: `code-${count++ % 4000}`,
        text: `${wide} @me ${'x|`'.repeat(300)}`,
      }));
      one.evidence = [
        {
          title: 'On the wire',
          lines: size === 5 ? Array.from({ length: lines }, () => wide + '`'.repeat(count % 90)) : [],
        },
      ];
    }
    for (const program of graded.programs) {
      program.outcome = 'build-failed';
      program.log = `${wide}\n`.repeat(lines);
    }
    const content = contentOf(graded);
    const comment = commentBody(content, 'a', exampleContext.links.report);
    for (const markdown of [content.summary, content.text!, comment]) {
      assert.ok(bytesOf(markdown) <= 65_535, `${bytesOf(markdown)}`);
      assert.ok(bytesOf(markdown) > 5_000, `${bytesOf(markdown)}`);
      const body = markdown.replace(/^<!-- gradewire a -->\n/, '');
      const { live, blocks } = rendered(body);
      assert.deepEqual(live, []);
      assertWhole(body, blocks);
    }
    assert.match(content.summary, /^\*\*[\d.]+ of 98 points\*\*/);
    assert.match(
      content.summary,
      /Left out or shortened here, for its length: .*causes \(\d+\).* All of it is in the \[full report\]/,
    );
    assert.match(content.text!, /Left out or shortened here/);
  }
});

test('of a class of fifty with as many faults as there are pairs, the summary has causes, and the row and column', () => {
  const graded = exampleResult({ size: 50 });
  for (const [index, one] of graded.cases.entries()) {
    one.outcome = 'failed';
    one.blame = 'server';
    one.feedback = [{ code: `code-${index}`, text: 'x'.repeat(2000) }];
  }
  for (const line of graded.subjects.flatMap(({ lines }) => lines)) line.points = 0;
  const { summary } = contentOf(graded, { subjects: ['python'] });
  assert.ok(bytesOf(summary) <= 65_535);
  assert.match(summary, /### What fails and why/);
  assert.match(summary, /### python with the class/);
  assert.match(summary, /\| With \| this client, their server \| their client, this server \|/);
});
