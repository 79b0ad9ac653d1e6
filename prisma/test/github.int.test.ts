import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bringChecksIntoPresent,
  bringDeliveriesIntoPresent,
  deliveredEarlier,
  keepCheck,
  postponeCheck,
  postponeDelivery,
  recordDelivery,
  showVerdict,
  takeChecks,
  takeDeliveries,
} from '../src/index.ts';
import { handIn, makeCourse } from './course.ts';
import { bind, delivery, headOf, verdict } from './github-ground.ts';
import { testServer } from './test-server.ts';

const { database } = await testServer();
const lease = 60_000;
const never = 3_600_000;

test('of a hundred copies of a delivery one is written down, and several takers share what there is', async () => {
  await using db = await database();
  const copies = await Promise.all(Array.from({ length: 100 }, () => recordDelivery(db.pool, delivery('same'))));
  assert.equal(copies.filter(Boolean).length, 1);
  for (let at = 0; at < 30; at++) await recordDelivery(db.pool, delivery(`other-${at}`));
  await recordDelivery(db.pool, { guid: 'nothing', event: 'ping', action: null, note: 'nothing is done' });
  const taken = await Promise.all(Array.from({ length: 8 }, () => takeDeliveries(db.pool, 4, lease)));
  const guids = taken.flat().map(({ guid }) => guid);
  assert.equal(new Set(guids).size, guids.length);
  const rest = await takeDeliveries(db.pool, 100, lease);
  assert.equal(guids.length + rest.length, 31);
  assert.deepEqual(await takeDeliveries(db.pool, 100, lease), []);
});

test('a delivery that is put off is taken after its pause, and has failed after so many', async () => {
  await using db = await database();
  await recordDelivery(db.pool, delivery('one'));
  const [first] = await takeDeliveries(db.pool, 1, lease);
  assert.equal(await postponeDelivery(db.pool, first!.id, 'once', 60_000, 3), 'received');
  assert.deepEqual(await takeDeliveries(db.pool, 1, lease), []);
  assert.equal(await postponeDelivery(db.pool, first!.id, 'twice', 0, 3), 'received');
  const [second] = await takeDeliveries(db.pool, 1, lease);
  assert.equal(second!.failures, 2);
  assert.equal(await postponeDelivery(db.pool, first!.id, 'thrice', 0, 3), 'failed');
  assert.deepEqual(await takeDeliveries(db.pool, 1, lease), []);
});

test("GitHub's earlier time of a delivery becomes that of what came of it; one within the second changes nothing", async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  await recordDelivery(db.pool, delivery('late'));
  const { submissionId } = await handIn(db, course, course.teams[0]!);
  const receivedAt = new Date();
  await db.pool.query(
    `UPDATE submission SET source = 'github', github_repository_id = 1, head_sha = $2, received_at = $3,
       source_reference = '{"delivery": "late"}' WHERE id = $1`,
    [submissionId, 'a'.repeat(40), receivedAt],
  );
  const received = async () =>
    (await db.pool.query('SELECT received_at AS at FROM submission')).rows[0].at.getTime() - receivedAt.getTime();
  await deliveredEarlier(db.pool, [{ guid: 'late', deliveredAt: new Date(receivedAt.getTime() - 500) }]);
  assert.equal(await received(), 0);
  const attempts = [-90_000, -9000].map((ms) => ({ guid: 'late', deliveredAt: new Date(receivedAt.getTime() + ms) }));
  await deliveredEarlier(db.pool, attempts.slice(0, 1));
  await deliveredEarlier(db.pool, attempts.slice(1));
  assert.equal(await received(), -90_000);
});

test('the clock is set back: deliveries and checks wait as long as they were to, and no hour more', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  const bindingId = await bind(db, course);
  await recordDelivery(db.pool, delivery('waits'));
  await recordDelivery(db.pool, delivery('pauses'));
  const [one] = await takeDeliveries(db.pool, 1, lease);
  await postponeDelivery(db.pool, one!.id, '502', 5000, 12);
  await showVerdict(db.pool, headOf(bindingId, 'a'), verdict, 'official');
  await showVerdict(db.pool, headOf(bindingId, 'b', 2), verdict, 'official');
  const [paused] = await takeChecks(db.pool, 1, lease, never);
  await postponeCheck(db.pool, paused!, '502', 5000);
  const [leased] = await takeChecks(db.pool, 1, lease, never);
  // As it looks after the clock was set back by an hour.
  const hour = `interval '1 hour'`;
  await db.pool.query(
    `UPDATE webhook_delivery SET available_at = available_at + ${hour}, waits_since = waits_since + ${hour}`,
  );
  await db.pool.query(`UPDATE head_check SET available_at = available_at + ${hour}, waits_since = waits_since + ${hour},
    leased_until = leased_until + ${hour}`);
  assert.deepEqual(await takeDeliveries(db.pool, 9, lease), []);
  await bringDeliveriesIntoPresent(db.pool);
  await bringChecksIntoPresent(db.pool, lease);
  const waits = await db.pool.query<{ ms: number }>(
    `SELECT extract(epoch FROM greatest(available_at - now(), interval '0')) * 1000 AS ms FROM webhook_delivery
     UNION ALL SELECT extract(epoch FROM greatest(available_at, leased_until) - now()) * 1000 FROM head_check ORDER BY ms`,
  );
  const [now, pause, other, kept] = waits.rows.map(({ ms }) => Number(ms));
  assert.equal(now, 0);
  for (const ms of [pause, other]) assert.ok(ms! > 2000 && ms! <= 5000, `${ms}`);
  assert.ok(kept! > 5000 && kept! <= lease, `${kept}`);
  assert.equal(await keepCheck(db.pool, leased!, lease), true);
  assert.equal((await takeDeliveries(db.pool, 9, lease)).length, 1);
});

test('a repository is bound once for an assignment, to a team if it is a team’s', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  await bind(db, course);
  await assert.rejects(bind(db, course), { code: '23505' });
  await bind(db, course, 2);
  await assert.rejects(db.pool.query('UPDATE repository_binding SET team_id = NULL'), {
    constraint: 'repository_binding_of_a_team_names_it',
  });
});
