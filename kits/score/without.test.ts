import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DraftLine } from './lines.ts';
import { Without, withoutCases } from './without.ts';

const part = (id: string, share: number) => ({ case: id, share, earned: 1, reasons: [] });
const line = (id: string, maxPoints: number, ...parts: DraftLine['parts'][number][]): DraftLine => ({
  id,
  title: id,
  maxPoints,
  kind: 'automatic',
  parts,
});

test('a line keeps the points of the cases that are left; without any it is left out, and what has no cases stays', () => {
  const lines = [
    line('some', 8, part('peer/c/a', 0.25), part('peer/c/b', 0.25), part('usage/c/d', 0.5)),
    line('gone', 3, part('peer/c/a', 1)),
    line('whole', 5, part('usage/c/d', 1)),
    { ...line('by hand', 2), kind: 'by-hand' as const },
  ];
  const left = withoutCases(lines, ['peer/c/a']);
  assert.deepEqual(
    left.map(({ id, maxPoints }) => [id, maxPoints]),
    [
      ['some', 6],
      ['whole', 5],
      ['by hand', 2],
    ],
  );
  assert.deepEqual(
    left[0]!.parts.map(({ case: id, share }) => [id, Math.round(share * 6)]),
    [
      ['peer/c/b', 2],
      ['usage/c/d', 4],
    ],
  );
  assert.deepEqual(withoutCases(lines, []), lines);
});

test('the case that all others rest on cannot be left out, nor a part of it, nor what it is part of', () => {
  for (const name of ['clean/text', 'clean', 'clean/text/more']) {
    assert.match(Without('clean/text').safeParse([name]).error!.message, /clean\/text: all other cases rest on it/);
  }
  assert.deepEqual(Without('clean/text').parse(['clean/binary']), ['clean/binary']);
  assert.deepEqual(Without('clean/text').parse(undefined), []);
});
