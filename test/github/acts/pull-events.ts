import { changedSince } from '../git/diff.ts';
import { aheadAndBehind } from '../git/history.ts';
import { setRef, shaOf } from '../git/refs.ts';
import type { Delivery } from '../hooks/delivery.ts';
import { deliveriesOf, sendAll } from '../hooks/emit.ts';
import { type PullDiff, pullRequest } from '../render/pull-request.ts';
import { type Account, iso, type PullRequest, type Repository, type World } from '../world.ts';

async function measured({ repository: { folder }, baseSha, headSha }: PullRequest): Promise<PullDiff> {
  const files = await changedSince(folder, baseSha, headSha);
  const [commits] = await aheadAndBehind(folder, baseSha, headSha);
  return {
    commits,
    additions: files.reduce((sum, { additions }) => sum + additions, 0),
    deletions: files.reduce((sum, { deletions }) => sum + deletions, 0),
    changedFiles: files.length,
    mergeable: null,
  };
}

/** What git says of a pull request. Whether it can be merged is not known yet when its webhook is sent. */
export function diffOf(world: World, pull: PullRequest): Promise<PullDiff> {
  const key = `${pull.baseSha}...${pull.headSha}`;
  const known = world.diffs.get(key);
  if (known) return known;
  const diff = measured(pull);
  world.diffs.set(key, diff);
  return diff;
}

interface PullEvent {
  readonly action: string;
  readonly sender: Account;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** What is to be told of a pull request as it is now. */
export async function pullDeliveries(
  world: World,
  pull: PullRequest,
  { action, sender, fields = {} }: PullEvent,
): Promise<Delivery[]> {
  pull.updatedAt = iso(world.now());
  const pull_request = pullRequest(world, pull, await diffOf(world, pull));
  const all = { number: pull.number, pull_request, ...fields };
  return deliveriesOf(world, pull.repository, { name: 'pull_request', action, sender, fields: all });
}

/** Tells of a pull request as it is now. */
export async function pullEvent(world: World, pull: PullRequest, event: PullEvent): Promise<readonly Delivery[]> {
  return sendAll(world, await pullDeliveries(world, pull, event));
}

/** Points the base repository's own name of a pull request's head at its newest commit. */
export async function keepHead({ repository: { folder }, number, headSha }: PullRequest): Promise<void> {
  await setRef(folder, `refs/pull/${number}/head`, headSha);
}

/** Every open pull request from this branch has a new head. @returns what is to be told of it */
export async function synchronizePulls(
  world: World,
  one: Repository,
  { branch, before, after, by }: { branch: string; before: string; after: string; by: Account },
): Promise<Delivery[]> {
  const all = [...world.repositories.values()]
    .filter(({ deleted }) => !deleted)
    .flatMap(({ pulls }) => pulls)
    .filter((pull) => pull.state === 'open' && pull.headRepository === one && pull.headRef === branch);
  const told = all.map(async (pull) => {
    const base = await shaOf(pull.repository.folder, `refs/heads/${pull.baseRef}`);
    pull.headSha = after;
    pull.baseSha = base ?? pull.baseSha;
    await keepHead(pull);
    return pullDeliveries(world, pull, { action: 'synchronize', sender: by, fields: { before, after } });
  });
  return (await Promise.all(told)).flat();
}
