import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { kitById } from '@gradewire/kits';
import { gradeFolder, root } from './grade-folder.ts';

/** All points that there are, but for time, which is held against that of the reference, and so is no fixed number. */
const linesInFull = {
  ...{ 'correct/files': 20, 'correct/loss': 12, 'correct/corruption': 8, 'correct/disorder': 7, 'correct/delay': 6 },
  ...{ 'correct/named': 5, 'correct/everything': 2, 'rules/window': 6, 'rules/exits': 5, 'rules/size': 3 },
  ...{ 'rules/givesUp': 3, 'rules/quiet': 2, 'rules/resends': 1, 'extra/sack': 2 },
};

test('a good sender passes every case of the full suite, extra credit and giving up among them', async (t) => {
  const folder = path.join(root, 'kits/reliable-udp/fixtures/python-good');
  // Half as many side by side as the kit would have: other tests run beside this one, and late links are run again.
  const jobs = 2 * os.availableParallelism();
  const result = await gradeFolder(folder, { kit: kitById('reliable-udp')!, jobs });
  const { retries, faults, linkLagMs } = result.infrastructure;
  t.diagnostic(`${result.cases.length} cases, score ${result.score}, ${retries} run again, worst lag ${linkLagMs} ms`);
  assert.deepEqual(faults, []);
  const failed = result.cases.filter(({ outcome }) => outcome !== 'passed');
  assert.deepEqual(
    failed.map(({ id, outcome, feedback }) => [id, outcome, feedback[0]?.text]),
    [],
  );
  assert.ok(result.cases.length > 55, `${result.cases.length}`);
  const points = new Map(result.subjects[0]!.lines.map((line) => [line.id, line.points]));
  for (const [id, wanted] of Object.entries(linesInFull)) assert.equal(points.get(id), wanted, id);
  assert.ok(points.get('time')! >= 7 && points.get('packets')! >= 8, `${[...points]}`);
});
