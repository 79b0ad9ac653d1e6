import type { Database } from '@gradewire/db';
import type { Octokit } from '@octokit/core';
import { bindAccount } from '../../auth/github-person.ts';
import { isHttpError } from '../app/trouble.ts';
import { asProblem } from './refused.ts';

const atOnce = 50;

/** Asks GitHub whose the names are that people of the course have without a number, and binds them from then on. */
export async function resolveSome(db: Database, octokit: Octokit, courseId: string, after: string | undefined) {
  const people = await db.prisma.user.findMany({
    where: {
      githubId: null,
      githubLogin: { not: null },
      enrollments: { some: { courseId, leftAt: null } },
      ...(after === undefined ? {} : { id: { gt: after } }),
    },
    select: { id: true, githubLogin: true },
    orderBy: { id: 'asc' },
    take: atOnce,
  });
  let bound = 0;
  const unknown: string[] = [];
  const taken: string[] = [];
  for (const { id, githubLogin } of people) {
    const login = githubLogin!;
    const account = await accountNamed(octokit, login);
    if (account === undefined) unknown.push(login);
    else if (await bindAccount(db, id, account)) bound += 1;
    else taken.push(login);
  }
  return { bound, unknown, taken, next: people.length < atOnce ? null : people.at(-1)!.id };
}

const words = { forbidden: 'GitHub does not tell the App about accounts.', gone: 'GitHub does not know this account.' };

async function accountNamed(octokit: Octokit, username: string) {
  try {
    const { data } = await octokit.request('GET /users/{username}', { username });
    // An organisation signs nobody in.
    return data.type === 'User' ? { id: Number(data.id), login: data.login } : undefined;
  } catch (error) {
    if (isHttpError(error) && error.status === 404) return undefined;
    throw asProblem(error, words);
  }
}

/** What an account is called now; undefined if it is gone. */
export async function nameOfAccount(octokit: Octokit, id: bigint): Promise<string | undefined> {
  try {
    const { data } = await octokit.request('GET /user/{account_id}', { account_id: Number(id) });
    return data.login;
  } catch (error) {
    if (isHttpError(error) && error.status === 404) return undefined;
    throw asProblem(error, words);
  }
}
