import { type Database, newId, type Prisma } from '@gradewire/db';
import type { Router } from 'express';
import type { z } from 'zod';
import { inCourse } from '../../auth/course-access.ts';
import type { ApiConfig } from '../../config.ts';
import { type Authenticate, serve } from '../../http/endpoint.ts';
import { notFound, Problem } from '../../http/problem.ts';
import { audit } from '../../store/audit.ts';
import { orConflict } from '../../store/conflicts.ts';
import type { GitHubClient } from '../app/client.ts';
import { type Binding, bindRepositories, listRepositories, unbindRepository } from './contract.ts';
import { installedRepositories } from './installed.ts';
import { requireLetIn } from './require-let-in.ts';

interface BindingContext {
  readonly db: Database;
  readonly config: ApiConfig;
  readonly authenticate: Authenticate;
  readonly client: () => GitHubClient | undefined;
}

/** Repositories of a course. Only its owner binds them, and only where they are let in: whoever does sees what lies in them. */
export function bindingRoutes(router: Router, context: BindingContext): void {
  const { db, client } = context;
  const { prisma } = db;

  serve(router, context, bindRepositories, async ({ params: { courseId }, body, caller, request }) => {
    await inCourse(db, caller, courseId, 'owner');
    const github = client();
    if (github === undefined) throw new Problem('unavailable', 'No GitHub App is set up on this server yet.');
    await requireOfCourse(db, courseId, body.repositories);
    await requireLetIn(db, github, caller, { installation: body.installation, courseId });
    const installed = await installedRepositories(await github.asInstallation(BigInt(body.installation)));
    const wanted = body.repositories.map((one, index) => {
      const repository = installed.get(one.repository.toLowerCase());
      if (repository !== undefined) return { ...one, repository };
      const fault = { at: `body.repositories.${index}.repository`, message: 'the GitHub App is not installed on it' };
      throw new Problem('invalid-body', `${one.repository}: ${fault.message}.`, { faults: [fault] });
    });
    await requireFree(
      db,
      courseId,
      wanted.map(({ repository }) => repository.id),
    );
    const githubInstallationId = BigInt(body.installation);
    const bound = prisma.$transaction(async (tx) => {
      await tx.course.update({ where: { id: courseId }, data: { githubInstallationId } });
      for (const { repository, assignment, mode, team, handInBranch } of wanted) {
        const data = {
          githubInstallationId,
          fullName: repository.fullName,
          defaultBranch: repository.defaultBranch,
          mode: mode === 'team-repository' ? ('team' as const) : ('class' as const),
          teamId: team ?? null,
          handInBranch: handInBranch ?? null,
          unreachable: null,
        };
        const key = { githubRepositoryId: repository.id, assignmentId: assignment };
        await tx.repositoryBinding.upsert({
          where: { githubRepositoryId_assignmentId: key },
          create: { id: newId(), courseId, ...key, ...data },
          update: data,
        });
      }
      const detail = { installation: body.installation, repositories: wanted.length };
      await audit(tx, request, { courseId, action: 'github.bind', subjectType: 'course', subjectId: courseId, detail });
    });
    await orConflict(bound, 'Two of the repositories are bound in ways that contradict each other.');
    return { items: await bindingsIn(db, courseId) };
  });

  serve(router, context, listRepositories, async ({ params: { courseId }, caller }) => {
    await inCourse(db, caller, courseId, 'assistant');
    return { items: await bindingsIn(db, courseId) };
  });

  serve(router, context, unbindRepository, async ({ params: { courseId, repositoryId }, caller, request }) => {
    await inCourse(db, caller, courseId, 'owner');
    await prisma.$transaction(async (tx) => {
      const { count } = await tx.repositoryBinding.deleteMany({ where: { id: repositoryId, courseId } });
      if (count === 0) throw notFound('repository');
      await audit(tx, request, {
        courseId,
        action: 'github.unbind',
        subjectType: 'repository_binding',
        subjectId: repositoryId,
      });
    });
  });
}

type Wanted = z.output<typeof bindRepositories.body>['repositories'];

async function requireOfCourse({ prisma }: Database, courseId: string, wanted: Wanted): Promise<void> {
  const [assignments, teams] = await Promise.all([
    prisma.assignment.findMany({ where: { courseId }, select: { id: true } }),
    prisma.team.findMany({ where: { courseId }, select: { id: true } }),
  ]);
  const has = (rows: readonly { id: string }[], id: string) => rows.some((row) => row.id === id);
  const faults = wanted.flatMap(({ assignment, team }, index) => [
    ...(has(assignments, assignment)
      ? []
      : [{ at: `body.repositories.${index}.assignment`, message: 'is no assignment of this course' }]),
    ...(team === undefined || has(teams, team)
      ? []
      : [{ at: `body.repositories.${index}.team`, message: 'is no team of this course' }]),
  ]);
  if (faults.length === 0) return;
  throw new Problem('invalid-body', faults.map(({ at, message }) => `${at}: ${message}`).join('; '), { faults });
}

/** A repository is one course's: another one must not get to see what is handed in by it. */
async function requireFree({ prisma }: Database, courseId: string, repositories: readonly bigint[]): Promise<void> {
  const taken = await prisma.repositoryBinding.findFirst({
    where: { githubRepositoryId: { in: [...repositories] }, courseId: { not: courseId } },
    select: { fullName: true },
  });
  if (taken !== null) throw new Problem('conflict', `Another course is handed in by ${taken.fullName} already.`);
}

async function bindingsIn({ prisma }: Database, courseId: string): Promise<z.input<typeof Binding>[]> {
  const rows = await prisma.repositoryBinding.findMany({
    where: { courseId },
    orderBy: [{ fullName: 'asc' }, { id: 'asc' }],
  });
  return rows.map(view);
}

function view(row: Prisma.RepositoryBindingGetPayload<Record<string, never>>): z.input<typeof Binding> {
  return {
    id: row.id,
    repository: row.fullName,
    repositoryId: Number(row.githubRepositoryId),
    installation: Number(row.githubInstallationId),
    assignment: row.assignmentId,
    mode: `${row.mode}-repository`,
    team: row.teamId,
    defaultBranch: row.defaultBranch,
    handInBranch: row.handInBranch,
    unreachable: row.unreachable,
  };
}
