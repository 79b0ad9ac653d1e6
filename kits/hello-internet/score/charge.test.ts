import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { DraftLine, Part } from '../../score/lines.ts';
import { charge } from './charge.ts';

const reason = (code: string) => ({ code, text: `${code} happened.` });

function part(id: string, earned: number, code?: string, share = 1): Part {
  return { case: id, share, earned, reasons: code === undefined ? [] : [reason(code)] };
}

function line(id: string, maxPoints: number, ...parts: Part[]): DraftLine {
  return { id, title: `Line ${id}`, maxPoints, kind: 'automatic', parts };
}

const points = (lines: DraftLine[]) => charge(lines).map((one) => one.line.points);

test('one cause is charged once, in the first line that it breaks', () => {
  const lines = [
    line('a', 10, part('x', 0, 'waits')),
    line('b', 8, part('y', 0, 'waits')),
    line('c', 4, part('z', 0, 'echoes')),
  ];
  assert.deepEqual(points(lines), [0, 8, 0]);
  assert.match(charge(lines)[1]!.line.reasons[0]!.text, /Charged once, under "Line a"/);
});

test('within a line every part counts', () => {
  assert.deepEqual(points([line('a', 10, part('x', 0, 'waits', 0.5), part('y', 0, 'waits', 0.5))]), [0]);
});

test('what was not run, or is not there, earns nothing in any line', () => {
  for (const code of ['not-run', 'program-missing', 'build-failed']) {
    assert.deepEqual(points([line('a', 10, part('x', 0, code)), line('b', 8, part('y', 0, code))]), [0, 0]);
  }
});

test('a slip costs its points and never more than the line has', () => {
  const slipped = { ...part('x', 1), slip: { points: 1, reason: reason('spelling-reply') } };
  assert.deepEqual(points([line('a', 10, slipped)]), [9]);
  assert.deepEqual(points([line('a', 0.5, slipped)]), [0]);
});

test('points stay between nothing and the maximum, and the cases of a line add up to it', () => {
  const anyPart = fc.record({
    case: fc.constantFrom('x', 'y', 'z'),
    earned: fc.constantFrom(0, 0.5, 1),
    code: fc.constantFrom('a', 'b', 'not-run'),
  });
  const anyLine = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.array(anyPart, { minLength: 1, maxLength: 5 }));
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 6 }), (drafts) => {
      const lines = drafts.map(([max, parts], i) => {
        const shared = parts.map((one) =>
          part(one.case, one.earned, one.earned < 1 ? one.code : undefined, 1 / parts.length),
        );
        return line(`${i}`, max, ...shared);
      });
      for (const { line: settled, pointsByCase } of charge(lines)) {
        assert.ok(settled.points >= 0 && settled.points <= settled.maxPoints);
        const sum = [...pointsByCase.values()].reduce((total, one) => total + one.points, 0);
        assert.ok(Math.abs(sum - settled.points) < 0.02);
      }
    }),
  );
});
