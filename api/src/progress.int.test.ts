import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { claimRun, heartbeat } from '@gradewire/db';
import { archiveOf } from './testing/archive.ts';
import { type Client, client } from './testing/client.ts';
import { seedAssignment, seedCourse, seedPerson, seedTeam } from './testing/seed.ts';
import { type Service, startService } from './testing/service.ts';

let service: Service;
before(async () => {
  service = await startService();
});
after(() => service[Symbol.asyncDispose]());

/** A submission that is being graded: 7 of 26 cases are done. */
async function running(visibility: object, kind: 'submissions' | 'self-checks' = 'submissions') {
  const { db, url } = service;
  const courseId = await seedCourse(db);
  const { assignmentId } = await seedAssignment(db, courseId, {}, visibility);
  const teamId = await seedTeam(db, courseId, 'Red');
  const { key } = await seedPerson(db, courseId, 'student', { teamId });
  const student = client(url, key);
  const staff = client(url, (await seedPerson(db, courseId, 'assistant')).key);
  const sent = await student.upload(`/v1/assignments/${assignmentId}/${kind}`, await archiveOf({ 'a.py': kind }));
  const { fence } = (await claimRun(db.pool, { worker: 'test', leaseMs: 60_000 }))!;
  await heartbeat(db.pool, fence, 60_000, { phase: 'running', casesDone: 7, casesPlanned: 26 });
  return { student, staff, key, links: sent.body.links as { self: string; events: string } };
}

const progressOf = async (from: Client, { self }: { self: string }) => (await from.get(self)).body.run.progress;
const counted = { phase: 'running', casesDone: 7, casesPlanned: 26 };

test('how many cases are concealed is not to be had from how far a run is, whichever way it is told', async () => {
  for (const visibility of [{ hidden: ['usage'] }, { untilClosed: ['peer/reset'] }]) {
    const { student, staff, key, links } = await running(visibility);
    assert.deepEqual(await progressOf(student, links), { phase: 'running', casesDone: null, casesPlanned: null });
    assert.deepEqual(await progressOf(staff, links), counted);
    const stream = await fetch(service.url + links.events, { headers: { Authorization: `Bearer ${key}` } });
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!/"phase":"running".*\n\n/.test(text)) text += (await reader.read()).value ?? assert.fail(text);
    await reader.cancel();
    assert.match(text, /"casesDone":null,"casesPlanned":null/);
  }
});

test('where nothing is concealed the counts are told; and of self-checks, which run public cases only', async () => {
  const open = await running({});
  assert.deepEqual(await progressOf(open.student, open.links), counted);
  const check = await running({ hidden: ['usage'] }, 'self-checks');
  assert.deepEqual(await progressOf(check.student, check.links), counted);
});
