import assert from 'node:assert/strict';
import { test } from 'node:test';
import { datagrams } from '../wire/datagrams.ts';
import { readPcapng } from '../wire/pcapng.ts';
import { highlightsOf, ladder } from './ladder.ts';
import { layOut } from './ladder-layout.ts';
import { ladderSvg } from './ladder-svg.ts';
import { ladderText } from './ladder-text.ts';
import { encodeMessage } from './message.ts';
import { breaches } from './rules.ts';
import { luckFrom, simulate } from './simulated-transfer.ts';
import { readTransfers, type Transfer } from './transfer.ts';
import { captureOf, ends, type TestCrossing } from './transfer-builder.ts';

function read(crossings: readonly TestCrossing[]): Transfer {
  return readTransfers(datagrams(readPcapng(captureOf(crossings).bytes).packets), ends)[0]!;
}

const stormy = read(
  simulate({
    ...{
      count: 40,
      window: 7,
      timerMs: 500,
      sack: true,
      luck: luckFrom(3),
      chunk: 900,
      firstSequence: 0n,
      remarks: true,
    },
    ...{ loss: 0.3, duplication: 0.2, corruption: 0.1, delayMs: 30, jitterMs: 60 },
  }),
);
const all = stormy.packets.length + stormy.acks.length;

test('rows are cut around the point of interest, and what is left out is counted', () => {
  const broken = breaches(stormy, 'window');
  const { frame } = broken[0]!.packet;
  for (const most of [1, 10, 60, 500]) {
    for (const around of [frame, stormy.packets[0]!.frame, stormy.acks.at(-1)!.frame, undefined, 999_999]) {
      const diagram = ladder(stormy, { most, around, highlights: highlightsOf(broken) });
      const { rows, before, after } = diagram;
      assert.equal(rows.length, Math.min(most, 60, all));
      assert.equal(before + rows.length + after, all);
      const known = [...stormy.packets, ...stormy.acks].some((one) => one.frame === around);
      if (known) assert.ok(rows.some((row) => row.frame === around));
      else assert.equal(before, 0);
    }
  }
  const row = ladder(stormy, { around: frame, highlights: highlightsOf(broken) }).rows.find(
    (one) => one.frame === frame,
  );
  assert.match(row!.highlight!, /makes 6 outstanding, where 5 are the most/);
});

test('in the diagram time goes downwards, and no two labels of a side touch', () => {
  const { rows, pauses, height } = layOut(ladder(stormy, { highlights: highlightsOf(breaches(stormy, 'window')) }), 50);
  const moments = rows.flatMap(({ row, y, arrivalYs }) => [
    { ms: row.ms, y },
    ...row.arrivals.map(({ ms }, i) => ({ ms, y: arrivalYs[i]! })),
  ]);
  moments.sort((a, b) => a.ms - b.ms || a.y - b.y);
  for (const [i, { y }] of moments.entries()) assert.ok(i === 0 || y > moments[i - 1]!.y);
  for (const side of ['to-receiver', 'to-sender']) {
    const labels = rows.filter(({ row }) => row.direction === side);
    for (const [i, { y }] of labels.entries()) {
      const above = labels[i - 1];
      if (above !== undefined) assert.ok(y - above.y >= 18 + 14 * above.notes.length);
    }
  }
  assert.ok(pauses.length > 0 && height >= Math.max(...moments.map(({ y }) => y)));
});

/** Says what is wrong with markup, in as far as tags are not closed in order or a bare < or & stands in text. */
function fault(svg: string): string | null {
  const open: string[] = [];
  for (const [whole, close, name, end] of svg.matchAll(
    /<(\/?)([a-z]+)(?:\s[a-zA-Z0-9-]+="[^"<]*")*(\/?)>|[<&](?!#?\w+;)/g,
  )) {
    if (name === undefined) return `bare ${whole}`;
    if (close === '/' && open.pop() !== name) return `</${name}>`;
    if (close === '' && end === '') open.push(name);
  }
  return open.length === 0 ? null : `<${open.join()}> is not closed`;
}

test('the SVG is well-formed, has an arrow for each copy and no script, and hostile text stays text', () => {
  const diagram = ladder(stormy, { highlights: highlightsOf(breaches(stormy, 'window')) });
  const svg = ladderSvg(diagram);
  assert.equal(fault(svg), null);
  const copies = diagram.rows.reduce((sum, { arrivals, lost }) => sum + arrivals.length + (lost === null ? 0 : 1), 0);
  assert.equal(svg.match(/<path /g)!.length, copies);
  const hostile = `</text><script>alert(1)</script>&"'\u0000\u202e\ud800${'x'.repeat(5000)}`;
  const rows = diagram.rows.map((row) => ({ ...row, label: hostile, remark: hostile, highlight: hostile }));
  const worst = ladderSvg({ ...diagram, rows: [...rows, { ...rows[0]!, arrivals: [], lost: hostile }] }, hostile);
  assert.equal(fault(worst), null);
  assert.ok(worst.isWellFormed());
  for (const part of ['<script', '\u202e', '\u0000']) assert.equal(worst.includes(part), false);
  assert.ok(worst.length < 150_000);
  assert.equal(fault(ladderSvg({ rows: [], before: 0, after: 0 })), null);
});

test('as text: a line for each packet', () => {
  const sent = (from: 'client' | 'server', ms: number, payload: Uint8Array, ...took: number[]): TestCrossing => ({
    ...{ from, ms, payload, comment: took.length === 0 ? 'lost (loss 20%, data +0 transmission 1)' : '' },
    deliveries: took.map((one) => ({ ms: ms + one })),
  });
  const data = encodeMessage({ type: 'data', seq: 8n, data: Buffer.from('x') });
  const transfer = read([
    sent('client', 0, encodeMessage({ type: 'start', seq: 7n }), 0.1),
    sent('server', 0.4, encodeMessage({ type: 'ack', seq: 8n }), 0.1, 20),
    sent('client', 1, data),
    sent('client', 501, data, 120),
  ]);
  const text = ladderText(ladder(transfer, { most: 3, around: 7, highlights: new Map([[7, 'sent again']]) }));
  assert.match(text, /^ +ms {2}sender +receiver$/m);
  assert.match(text, /^ +0\.4 +<─{13} {2}ack 8 +2 copies, took 20 ms$/m);
  assert.match(text, /^ +1\.0 {2}data 8 +─{9}✕ +lost: loss 20%$/m);
  assert.match(text, /^> +501\.0 {2}data 8 \(again, after 500 ms\) +─{13}> +took 120 ms {2}<-- sent again$/m);
  assert.match(text, /^ +… 1 packet before …$/m);
});
