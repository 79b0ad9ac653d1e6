import { commitFiles, type Files } from '../git/commit-files.ts';
import { inTurn } from '../git/in-turn.ts';
import { setRef, shaOf } from '../git/refs.ts';
import type { Delivery } from '../hooks/delivery.ts';
import { sendAll } from '../hooks/emit.ts';
import { signature } from '../render/account.ts';
import type { Account, Repository, World } from '../world.ts';
import { branchMoved, none } from './branch-events.ts';
import { type AccountLike, account } from './people.ts';
import { type RepositoryLike, repositoryNamed } from './repositories.ts';

export interface PushOptions {
  readonly message?: string;
  /** Milliseconds since 1970 that the commit claims to be of. */
  readonly date?: number;
  /** Only these files, instead of these besides the others. */
  readonly replaceAll?: boolean;
  /** Another parent than the branch's head: a force-push. `null`: none at all. */
  readonly parent?: string | null;
}

export interface Pushed {
  readonly before: string;
  readonly sha: string;
  readonly deliveries: readonly Delivery[];
}

/** Commits files onto a branch (made from the default branch if it is new) and pushes it. */
export async function push(
  world: World,
  like: RepositoryLike,
  branch: string,
  files: Files,
  author: AccountLike,
  options: PushOptions = {},
): Promise<Pushed> {
  const one = repositoryNamed(world, like);
  const by = account(world, author);
  const { deliveries, ...pushed } = await inTurn(one, () => commitAndMove(world, one, { branch, files, by, options }));
  return { ...pushed, deliveries: await sendAll(world, deliveries) };
}

interface Change {
  readonly branch: string;
  readonly files: Files;
  readonly by: Account;
  readonly options: PushOptions;
}

async function commitAndMove(world: World, one: Repository, { branch, files, by, options }: Change): Promise<Pushed> {
  const before = (await shaOf(one.folder, `refs/heads/${branch}`)) ?? none;
  const usual = before === none ? ((await shaOf(one.folder, `refs/heads/${one.defaultBranch}`)) ?? null) : before;
  const {
    message = `Change ${Object.keys(files).join(', ').slice(0, 60)}`,
    date = world.now(),
    parent = usual,
  } = options;
  const sha = await commitFiles(one.folder, {
    branch,
    files,
    author: signature(by),
    message,
    date,
    parent,
    replaceAll: options.replaceAll ?? false,
  });
  const forced = before !== none && parent !== before;
  if (sha === before) throw new Error('the very same commit is there already: there is nothing to push');
  return { before, sha, deliveries: await branchMoved(world, one, { branch, before, after: sha, by, forced }) };
}

/** Replaces the branch's last commit by another one with the same parent. */
export async function forcePush(
  world: World,
  like: RepositoryLike,
  branch: string,
  files: Files,
  author: AccountLike,
  options: PushOptions = {},
): Promise<Pushed> {
  const one = repositoryNamed(world, like);
  const parent = (await shaOf(one.folder, `refs/heads/${branch}^`)) ?? null;
  return push(world, one, branch, files, author, { parent, message: 'Rewritten', ...options });
}

export async function deleteBranch(
  world: World,
  like: RepositoryLike,
  branch: string,
  by: AccountLike,
): Promise<Pushed> {
  const one = repositoryNamed(world, like);
  const before = await shaOf(one.folder, `refs/heads/${branch}`);
  if (before === undefined) throw new Error(`there is no branch ${branch}`);
  await setRef(one.folder, `refs/heads/${branch}`, null);
  const moved = { branch, before, after: none, by: account(world, by), forced: false };
  return { before, sha: none, deliveries: await sendAll(world, await branchMoved(world, one, moved)) };
}
