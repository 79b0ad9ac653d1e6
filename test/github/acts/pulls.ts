import type { Files } from '../git/commit-files.ts';
import { inTurn } from '../git/in-turn.ts';
import { setRef, shaOf } from '../git/refs.ts';
import { commitTree, mergedTree } from '../git/repository.ts';
import type { Delivery } from '../hooks/delivery.ts';
import { sendAll } from '../hooks/emit.ts';
import { signature } from '../render/account.ts';
import { type Account, iso, type PullRequest, type World } from '../world.ts';
import { branchMoved } from './branch-events.ts';
import { type AccountLike, account } from './people.ts';
import { keepHead, pullDeliveries, pullEvent } from './pull-events.ts';
import { type Pushed, type PushOptions, push } from './push.ts';
import { type RepositoryLike, repositoryNamed } from './repositories.ts';

export interface NewPullRequest {
  /** The branch to be merged, which is there already; in `fork` if that is given. */
  readonly branch: string;
  readonly by: AccountLike;
  readonly fork?: RepositoryLike;
  /** The default branch if it is left out. */
  readonly base?: string;
  readonly draft?: boolean;
  readonly title?: string;
  readonly body?: string;
}

export async function openPullRequest(
  world: World,
  like: RepositoryLike,
  options: NewPullRequest,
): Promise<PullRequest> {
  const repository = repositoryNamed(world, like);
  const headRepository = options.fork === undefined ? repository : repositoryNamed(world, options.fork);
  const baseRef = options.base ?? repository.defaultBranch;
  const headSha = await shaOf(headRepository.folder, `refs/heads/${options.branch}`);
  const baseSha = await shaOf(repository.folder, `refs/heads/${baseRef}`);
  if (headSha === undefined || baseSha === undefined)
    throw new Error(`there is no branch ${options.branch} or ${baseRef}`);
  const user = account(world, options.by);
  const now = iso(world.now());
  const pull: PullRequest = {
    id: world.nextId(),
    number: repository.pulls.length + 1,
    repository,
    headRepository,
    headRef: options.branch,
    headSha,
    baseRef,
    baseSha,
    title: options.title ?? `Hand in ${options.branch}`,
    body: options.body ?? null,
    user,
    state: 'open',
    draft: options.draft ?? false,
    merge: undefined,
    createdAt: now,
    updatedAt: now,
    closedAt: null,
  };
  repository.pulls.push(pull);
  await keepHead(pull);
  await pullEvent(world, pull, { action: 'opened', sender: user });
  return pull;
}

/** Pushes files to the pull request's branch. */
export async function synchronize(
  world: World,
  pull: PullRequest,
  files: Files,
  options: PushOptions & { by?: AccountLike } = {},
): Promise<Pushed> {
  const { by = pull.user, ...rest } = options;
  return push(world, pull.headRepository, pull.headRef, files, by, rest);
}

export async function closePullRequest(
  world: World,
  pull: PullRequest,
  by: AccountLike = pull.user,
): Promise<readonly Delivery[]> {
  pull.state = 'closed';
  pull.closedAt = iso(world.now());
  return pullEvent(world, pull, { action: 'closed', sender: account(world, by) });
}

export async function reopenPullRequest(
  world: World,
  pull: PullRequest,
  by: AccountLike = pull.user,
): Promise<readonly Delivery[]> {
  const head = await shaOf(pull.headRepository.folder, `refs/heads/${pull.headRef}`);
  if (pull.merge || head === undefined) throw new Error('it is merged, or its branch is gone');
  pull.state = 'open';
  pull.closedAt = null;
  pull.headSha = head;
  await keepHead(pull);
  return pullEvent(world, pull, { action: 'reopened', sender: account(world, by) });
}

export async function setDraft(world: World, pull: PullRequest, draft: boolean): Promise<readonly Delivery[]> {
  pull.draft = draft;
  return pullEvent(world, pull, { action: draft ? 'converted_to_draft' : 'ready_for_review', sender: pull.user });
}

/** Changes title, body or base branch. */
export async function editPullRequest(
  world: World,
  pull: PullRequest,
  {
    title = pull.title,
    body = pull.body,
    base = pull.baseRef,
  }: { title?: string; body?: string | null; base?: string },
): Promise<readonly Delivery[]> {
  const changes = {
    ...(title !== pull.title && { title: { from: pull.title } }),
    ...(body !== pull.body && { body: { from: pull.body } }),
    ...(base !== pull.baseRef && { base: { ref: { from: pull.baseRef }, sha: { from: pull.baseSha } } }),
  };
  pull.baseSha = (await shaOf(pull.repository.folder, `refs/heads/${base}`)) ?? pull.baseSha;
  Object.assign(pull, { title, body, baseRef: base });
  return pullEvent(world, pull, { action: 'edited', sender: pull.user, fields: { changes } });
}

/** Merges with a merge commit, and pushes that. @throws where git cannot */
export async function mergePullRequest(
  world: World,
  pull: PullRequest,
  by: AccountLike,
): Promise<{ sha: string; deliveries: readonly Delivery[] }> {
  const merger = account(world, by);
  const { sha, deliveries } = await inTurn(pull.repository, () => mergeAndMove(world, pull, merger));
  return { sha, deliveries: await sendAll(world, deliveries) };
}

async function mergeAndMove(world: World, pull: PullRequest, by: Account) {
  const { repository, headSha, baseRef } = pull;
  const { folder } = repository;
  const before = (await shaOf(folder, `refs/heads/${baseRef}`))!;
  const tree = await mergedTree(folder, before, headSha);
  if (tree === undefined) throw new Error(`pull request ${pull.number} conflicts with ${baseRef}`);
  const sha = await commitTree(folder, tree, {
    parents: [before, headSha],
    author: signature(by),
    message: `Merge pull request #${pull.number} from ${pull.headRepository.owner.login}/${pull.headRef}`,
    date: world.now(),
  });
  await setRef(folder, `refs/heads/${baseRef}`, sha);
  pull.merge = { sha, by };
  pull.state = 'closed';
  pull.closedAt = iso(world.now());
  const moved = { branch: baseRef, before, after: sha, by, forced: false };
  const pushed = await branchMoved(world, repository, moved);
  const closed = await pullDeliveries(world, pull, { action: 'closed', sender: by });
  return { sha, deliveries: [...pushed, ...closed] };
}
