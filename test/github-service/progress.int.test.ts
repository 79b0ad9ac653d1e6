import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { claimRun, heartbeat, newId } from '@gradewire/db';
import { check, eventually, stopServer } from './connected.ts';
import { redTeam } from './red-team.ts';

after(stopServer);

test('where cases are concealed, a check says that it runs, and not of how many cases', async () => {
  const { course, push } = await redTeam();
  await using _ = course;
  const { github, db, assignmentId } = course;
  const { assignmentVersion, assignment } = db.prisma;
  const { config, seeds, ...first } = await assignmentVersion.findFirstOrThrow({ where: { assignmentId } });
  const draft = { ...first, id: newId(), number: 2, state: 'draft' as const, publishedAt: null };
  const content = { config: config ?? {}, seeds: seeds ?? {}, imageDigests: {}, points: {} };
  await assignmentVersion.create({ data: { ...draft, ...content, visibility: { hidden: ['usage'] } } });
  const where = { id: draft.id };
  await assignmentVersion.update({ where, data: { state: 'published', publishedAt: new Date() } });
  await assignment.update({ where: { id: assignmentId }, data: { currentVersionId: draft.id } });

  const { sha } = await push('1\n');
  await check(github, sha, 'queued');
  const { fence } = (await claimRun(db.pool, { worker: 'test', leaseMs: 60_000 }))!;
  await heartbeat(db.pool, fence, 60_000, { phase: 'building', casesDone: 0 });
  await check(github, sha, 'in_progress');
  await heartbeat(db.pool, fence, 60_000, { phase: 'running', casesDone: 37, casesPlanned: 4041 });
  const told = await eventually(() => github.checkRuns(sha).find(({ output }) => output.title === 'Running'));
  assert.doesNotMatch(JSON.stringify(told.output), /37|4041/);
});
