import assert from 'node:assert/strict';
import os from 'node:os';
import { describe, test } from 'node:test';
import type { CaseResult, GradingResult } from '@gradewire/core';
import { type Fixture, gradeFixture, limited, readFixtures } from './rudp-fixtures.ts';

const fixtures = await readFixtures();
// Most of a grading is waiting; but with many more at a time the links would be late, and a late link is no result.
const inTurn = limited(os.availableParallelism() + 1);

describe('senders as they are handed in', { concurrency: true }, () => {
  for (const fixture of [...fixtures].sort((a, b) => roughlyMs(b) - roughlyMs(a))) {
    test(fixture.name, async () => compare(fixture, await inTurn(() => gradeFixture(fixture))));
  }
});

/** The long ones first, so that the others fill the time beside them. */
function roughlyMs({ expected: { suite, cases } }: Fixture): number {
  if ('give-up' in cases) return 60_000;
  const hangs = Object.values(cases).some(({ outcome }) => outcome === 'timed-out');
  return suite || hangs ? 20_000 : 1000 * Object.keys(cases).length;
}

function compare({ expected }: Fixture, result: GradingResult): void {
  assert.deepEqual(result.infrastructure.faults, []);
  const [subject] = result.subjects;
  assert.ok(subject);
  const passes = { outcome: 'passed', blame: null };
  const unnamed = Object.fromEntries(result.cases.map(({ id }) => [id, passes]));
  const seen = Object.fromEntries(result.cases.map((one) => [one.id, briefly(one, expected.cases[one.id]?.code)]));
  assert.deepEqual(seen, { ...(expected.suite ? unnamed : {}), ...expected.cases });
  const points = new Map(subject.lines.map((line) => [line.id, line.points]));
  for (const [id, wanted] of Object.entries(expected.lines)) {
    const [least, most] = typeof wanted === 'number' ? [wanted, wanted] : wanted;
    const got = points.get(id);
    assert.ok(got !== undefined && got >= least && got <= most, `${id}: ${got} points, expected ${wanted}`);
  }
  assert.equal(result.programs[0]?.outcome ?? 'missing', expected.program);
  assert.deepEqual(
    subject.notes.map(({ code }) => code),
    expected.notes,
  );
}

/** With the code only where one is expected: a case that passes may still have something to say. */
function briefly({ outcome, blame, feedback }: CaseResult, expectedCode: string | undefined) {
  return expectedCode === undefined ? { outcome, blame } : { outcome, blame, code: feedback[0]?.code };
}
