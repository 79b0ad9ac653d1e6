import { lockVersion, newId, putOnTrial, staffTeam } from '@gradewire/db';
import type { Router } from 'express';
import type { Context } from '../app.ts';
import { startTrial } from '../contracts/version.ts';
import { Problem } from '../http/problem.ts';
import { serveShown } from '../http/serve-shown.ts';
import { idempotentId } from '../store/idempotent-id.ts';
import { submissionPath } from '../store/submissions.ts';
import { requireActive } from './open-hours.ts';
import { receiving, takeIn } from './submit.ts';
import { seenVersion, versionFor } from './version-access.ts';

export function trialRoutes(router: Router, context: Context): void {
  const { db } = context;

  serveShown(router, context, startTrial, async ({ params: { versionId }, headers, caller, request, response }) => {
    const { assignment, membership } = await versionFor(context, caller, versionId, 'instructor');
    const { courseId, id: assignmentId } = assignment;
    const idempotencyKey = headers['idempotency-key'];
    const id = idempotencyKey ? idempotentId(caller.userId, 'trial', versionId, idempotencyKey) : newId();
    const teamId = await staffTeam(db.pool, courseId);
    const incoming = { id, idempotencyKey, receivedAt: new Date(), userId: caller.userId };
    await takeIn(
      context,
      receiving(context, request, assignmentId),
      incoming,
      { courseId, assignmentId, teamId, versionId, reason: 'trial' },
      {
        async before(client) {
          requireActive(assignment.course, 'conflict');
          const { number, state } = (await lockVersion(client, versionId))!;
          if (state === 'published') throw new Problem('conflict', `Version ${number} is published; make a new one.`);
        },
        after: (client, runId) => putOnTrial(client, versionId, runId),
      },
    );
    response.set('Location', submissionPath(id));
    return seenVersion(context, membership, versionId);
  });
}
