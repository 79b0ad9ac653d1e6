import type { Database } from '@gradewire/db';
import type { Router } from 'express';
import type { Caller } from '../../auth/caller.ts';
import { inCourse } from '../../auth/course-access.ts';
import type { ApiConfig } from '../../config.ts';
import { type Authenticate, serve } from '../../http/endpoint.ts';
import { notFound, Problem } from '../../http/problem.ts';
import { audit } from '../../store/audit.ts';
import type { GitHubClient } from '../app/client.ts';
import { requireLetIn } from '../binding/require-let-in.ts';
import { resolveSome } from './accounts.ts';
import * as contract from './contract.ts';
import { installationOn, membersOfTeam } from './installation.ts';
import { invite } from './invite.ts';
import { makeRepository } from './make-repository.ts';

interface SetUpContext {
  readonly db: Database;
  readonly config: ApiConfig;
  readonly authenticate: Authenticate;
  readonly client: () => GitHubClient | undefined;
}

/** What setting a course up takes on GitHub. The App's key stays here: commands and pages ask for each step. */
export function setUpRoutes(router: Router, context: SetUpContext): void {
  const { db, config } = context;
  const { prisma } = db;
  const app = () => {
    const github = context.client();
    if (github === undefined) throw new Problem('unavailable', 'No GitHub App is set up on this server yet.');
    return github;
  };
  const on = (installation: number | bigint) => app().asInstallation(BigInt(installation));

  serve(router, context, contract.findInstallation, async ({ params: { account }, caller }) => {
    await requireOwner(db, caller);
    return installationOn(app(), config.github, account);
  });

  serve(router, context, contract.listOrganizationTeam, async ({ params: { account, team }, caller }) => {
    await requireOwner(db, caller);
    const { id } = await installationOn(app(), config.github, account);
    await requireLetIn(db, app(), caller, { installation: id, courseId: null });
    return { items: await membersOfTeam(await on(id), account, team) };
  });

  serve(router, context, contract.resolveAccounts, async ({ params: { courseId }, body, caller }) => {
    await inCourse(db, caller, courseId, 'owner');
    return resolveSome(db, await on(body.installation), courseId, body.after);
  });

  serve(router, context, contract.makeRepository, async ({ params: { courseId }, body, caller, request }) => {
    await inCourse(db, caller, courseId, 'owner');
    const [owner = '', repo = ''] = body.repository.split('/');
    await requireLetIn(db, app(), caller, { installation: body.installation, courseId });
    const octokit = await on(body.installation);
    const made = await makeRepository(octokit, { ...body, owner, repo, template: body.template });
    if (made.made) {
      await audit(prisma, request, {
        courseId,
        action: 'github.make',
        subjectType: 'course',
        subjectId: courseId,
        detail: { repository: made.repository, repositoryId: made.repositoryId },
      });
    }
    return made;
  });

  serve(
    router,
    context,
    contract.inviteMembers,
    async ({ params: { courseId, repositoryId }, body, caller, request }) => {
      await inCourse(db, caller, courseId, 'owner');
      const binding = await prisma.repositoryBinding.findUnique({ where: { id: repositoryId } });
      if (binding?.courseId !== courseId) throw notFound('repository');
      const octokit = await on(binding.githubInstallationId);
      const items = await invite(db, octokit, binding, body.people, body.permission);
      await audit(prisma, request, {
        courseId,
        action: 'github.invite',
        subjectType: 'repository_binding',
        subjectId: repositoryId,
        detail: { people: body.people.join(' '), permission: body.permission },
      });
      return { items };
    },
  );
}

/** Of any course, or somebody who may make one. */
async function requireOwner({ prisma }: Database, { userId, courseId, scopes }: Caller): Promise<void> {
  if (scopes.has('site')) return;
  const where = { userId, role: 'owner', leftAt: null, ...(courseId === null ? {} : { courseId }) } as const;
  if ((await prisma.enrollment.count({ where })) > 0) return;
  throw new Problem('forbidden', 'This is for owners of courses.');
}
