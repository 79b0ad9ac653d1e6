import assert from 'node:assert/strict';
import { caseOf, gradeNext } from '../../../api/src/testing/grade.ts';
import { done, refused } from '../client.ts';
import type { Ground } from '../ground.ts';
import type { Assignment } from './assignments.ts';
import type { Course } from './courses.ts';

/** One regrade that is discarded, and the same one again, applied. */
export async function walkRegrades({ owner, service }: Ground, { teamId }: Course, { assignmentId }: Assignment) {
  const here = { params: { path: { assignmentId } } };
  const draft = { kit: 'hello-internet', config: { interopFullAt: 0.8 } };
  const fairer = await done(owner.POST('/v1/assignments/{assignmentId}/versions', { ...here, body: draft }));
  const wish = { toVersionId: fairer.id, reason: 'Four of five pairs are enough', runAgain: true };
  const start = (key?: string) => {
    const header = key === undefined ? {} : { 'idempotency-key': key };
    const params = { ...here.params, header };
    return owner.POST('/v1/assignments/{assignmentId}/regrades', { params, body: wish });
  };
  const at = (regradeId: string) => ({ params: { path: { regradeId } } });

  const first = await done(start('fairer-1'));
  assert.equal((await done(start('fairer-1'))).id, first.id);
  await refused(start(), 'conflict', /open already/);
  await refused(owner.POST('/v1/regrades/{regradeId}/apply', at(first.id)), 'conflict', /still running/);
  assert.equal((await done(owner.POST('/v1/regrades/{regradeId}/discard', at(first.id)))).state, 'discarded');

  const second = await done(start());
  await gradeNext(service.db, [caseOf('reference/python/client')], { lanes: ['regrade'] });
  const preview = await done(owner.GET('/v1/regrades/{regradeId}', at(second.id)));
  assert.deepEqual([preview.state, preview.raised], ['preview', 1]);
  const { items } = await done(owner.GET('/v1/regrades/{regradeId}/differences', at(second.id)));
  assert.deepEqual(
    items.map((one) => [one.teamId, one.status, one.difference]),
    [[teamId, 'proposed', 1]],
  );
  const applied = await done(owner.POST('/v1/regrades/{regradeId}/apply', at(second.id)));
  assert.deepEqual([applied.state, applied.applied, applied.leftOut], ['applied', 1, []]);
  const listed = await done(owner.GET('/v1/assignments/{assignmentId}/regrades', here));
  assert.deepEqual(
    listed.items.map(({ state }) => state),
    ['applied', 'discarded'],
  );
}
