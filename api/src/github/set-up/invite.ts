import type { Database, Prisma } from '@gradewire/db';
import type { Octokit } from '@octokit/core';
import { Problem } from '../../http/problem.ts';
import { isHttpError } from '../app/trouble.ts';
import { nameOfAccount } from './accounts.ts';
import { asProblem } from './refused.ts';

type Binding = Prisma.RepositoryBindingGetPayload<Record<string, never>>;

export interface Invited {
  readonly userId: string;
  readonly outcome: 'member' | 'invited' | 'no-account';
}

/** Lets people in under the names that their accounts have now: an invitation to a name may go to somebody else. */
export async function invite(
  { prisma }: Database,
  octokit: Octokit,
  binding: Binding,
  people: readonly string[],
  permission: 'pull' | 'push',
): Promise<Invited[]> {
  const { courseId, fullName } = binding;
  const users = await prisma.user.findMany({
    where: { id: { in: [...people] }, enrollments: { some: { courseId, leftAt: null } } },
    select: { id: true, githubId: true },
  });
  const missing = people.filter((id) => !users.some((user) => user.id === id));
  if (missing.length > 0) throw new Problem('invalid-body', `Not in this course: ${missing.join(', ')}.`);
  const [owner = '', repo = ''] = fullName.split('/');
  const items: Invited[] = [];
  for (const { id: userId, githubId } of users) {
    const username = githubId === null ? undefined : await nameOfAccount(octokit, githubId);
    if (username === undefined) {
      items.push({ userId, outcome: 'no-account' });
      continue;
    }
    try {
      const route = 'PUT /repos/{owner}/{repo}/collaborators/{username}';
      const { status } = await octokit.request(route, { owner, repo, username, permission });
      items.push({ userId, outcome: (status as number) === 204 ? 'member' : 'invited' });
    } catch (error) {
      const isGone = isHttpError(error) && error.status === 404;
      throw asProblem(error, {
        forbidden: `The GitHub App may not let people into ${fullName}: give it write access to administration, or let them in yourself.`,
        gone: isGone ? `GitHub does not have ${fullName} (any more), or not the account ${username}.` : '',
      });
    }
  }
  return items;
}
