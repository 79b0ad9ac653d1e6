import type { Database } from '@gradewire/db';
import type { Octokit } from '@octokit/core';
import type { Caller } from '../../auth/caller.ts';
import { Problem } from '../../http/problem.ts';
import type { GitHubClient } from '../app/client.ts';
import { isHttpError } from '../app/trouble.ts';
import { nameOfAccount } from '../set-up/accounts.ts';
import { asProblem } from '../set-up/refused.ts';

/**
 * Refuses an installation of the App to whoever may not use it: it is one department's, and the owner of any course on
 * this server could read in it by binding its repositories. It is let in to a course by the first one who binds there as
 * an owner on GitHub of what it is installed on, signed in as that account, or with a key of the scope `site`: that is of
 * whoever runs the server and has the App. From then on the owners of that course use it. (A number on a roster says
 * nothing here: staff write it. So does no key: staff issue some.) `courseId`: null where any of the caller's will do.
 */
export async function requireLetIn(
  db: Database,
  client: GitHubClient,
  caller: Caller,
  { installation, courseId }: { readonly installation: number; readonly courseId: string | null },
): Promise<void> {
  if (caller.scopes.has('site') || (await isLetIn(db, caller, installation, courseId))) return;
  const isOwner = caller.keyId === null && (await ownsOnGitHub(db, client, caller.userId, installation));
  if (isOwner) return;
  throw new Problem(
    'forbidden',
    'This installation of the GitHub App is not let in to the course yet: bind a first repository with a key of the scope ' +
      '`site`, or signed in in a browser as an owner of the organisation on GitHub.',
  );
}

async function isLetIn({ prisma }: Database, caller: Caller, installation: number, courseId: string | null) {
  const only = courseId ?? caller.courseId;
  const count = await prisma.course.count({
    where: {
      githubInstallationId: BigInt(installation),
      ...(only === null ? {} : { id: only }),
      enrollments: { some: { userId: caller.userId, role: 'owner', leftAt: null } },
    },
  });
  return count > 0;
}

async function ownsOnGitHub({ prisma }: Database, client: GitHubClient, userId: string, installation: number) {
  const { githubId } = await prisma.user.findUniqueOrThrow({ where: { id: userId }, select: { githubId: true } });
  if (githubId === null) return false;
  const account = await accountOf(client.asApp, installation);
  if (account === undefined) return false;
  if (account.type === 'User') return BigInt(account.id) === githubId;
  const octokit = await client.asInstallation(BigInt(installation));
  const username = await nameOfAccount(octokit, githubId);
  if (username === undefined) return false;
  try {
    const membership = { org: account.login, username };
    const { data } = await octokit.request('GET /orgs/{org}/memberships/{username}', membership);
    return data.state === 'active' && data.role === 'admin' && data.user !== null && BigInt(data.user.id) === githubId;
  } catch (error) {
    return orNot(error);
  }
}

async function accountOf(asApp: Octokit, installation: number) {
  try {
    const { data } = await asApp.request('GET /app/installations/{installation_id}', { installation_id: installation });
    const { account } = data;
    return account !== null && 'type' in account ? account : undefined;
  } catch (error) {
    orNot(error);
    return undefined;
  }
}

/** What GitHub does not show is not so. */
function orNot(error: unknown): false {
  if (isHttpError(error) && (error.status === 403 || error.status === 404)) return false;
  const why = 'GitHub does not say whose the installation is.';
  throw asProblem(error, { forbidden: why, gone: why });
}
