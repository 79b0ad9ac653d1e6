import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { CaseResult, GradingResult } from '@gradewire/core';
import { InfrastructureFault } from '@gradewire/core';
import { type Fixture, gradeFixtures, partner, readFixtures } from './grade-fixtures.ts';

const fixtures = await readFixtures();

describe('bad students', () => {
  let result: GradingResult;
  before(async () => {
    result = await gradeFixtures(fixtures);
  });
  after(() => {
    if (result?.status === 'incomplete') throw new InfrastructureFault(result.infrastructure.faults.join('\n'));
  });

  for (const fixture of fixtures) test(fixture.name, () => compare(fixture, result));

  test('none of them takes points from the class partner', () => {
    const lines = result.subjects.find(({ id }) => id === partner)!.lines.filter(({ kind }) => kind !== 'by-hand');
    const lost = lines.filter(({ points, maxPoints }) => points < maxPoints);
    assert.deepEqual(lost, []);
  });
});

function compare({ expected }: Fixture, result: GradingResult): void {
  const { folder, lines, programs, notes } = expected;
  const subject = result.subjects.find((one) => one.folder === folder);
  assert.ok(subject, `${folder} was not found among the subjects`);
  const own = result.cases.filter(({ id }) => id.split('/').includes(folder));
  const seen = Object.fromEntries(own.map((one) => [one.id, briefly(one, expected.cases[one.id]?.code)]));
  const passes = { outcome: 'passed', blame: null };
  const unnamed = Object.fromEntries(own.map(({ id }) => [id, passes]));
  assert.deepEqual(seen, { ...unnamed, ...expected.cases });
  const points = subject.lines.map(({ id, points }) => [id, points] as const);
  assert.deepEqual(Object.fromEntries(points.filter(([id]) => id in lines)), lines);
  for (const [role, outcome] of Object.entries(programs ?? {})) {
    assert.equal(result.programs.find(({ id }) => id === `${subject.id}/${role}`)?.outcome, outcome);
  }
  assert.deepEqual(
    subject.notes.map(({ code }) => code),
    notes,
  );
}

/** With the code only where one is expected: a case that passes may still have something to say. */
function briefly({ outcome, blame, feedback }: CaseResult, expectedCode: string | undefined) {
  return expectedCode === undefined ? { outcome, blame } : { outcome, blame, code: feedback[0]?.code };
}
