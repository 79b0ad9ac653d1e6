import { changedFiles } from '../git/diff.ts';
import { type Commit, commitAt, log } from '../git/history.ts';
import { shaOf } from '../git/refs.ts';
import type { Delivery } from '../hooks/delivery.ts';
import { deliveriesOf, listeners } from '../hooks/emit.ts';
import { signature } from '../render/account.ts';
import { checkSuiteCore } from '../render/check.ts';
import { pushedCommit } from '../render/commit.ts';
import { repository as rendered } from '../render/repository.ts';
import { suiteOf } from '../routes/check-suite.ts';
import { type Account, iso, type Repository, type World } from '../world.ts';
import { synchronizePulls } from './pull-events.ts';

/** How webhooks name the commit of a branch that is not there. */
export const none = '0'.repeat(40);
const mostCommits = 20;
const seconds = (date: string) => Math.floor(Date.parse(date) / 1000);

export interface Moved {
  readonly branch: string;
  readonly before: string;
  readonly after: string;
  readonly by: Account;
  /** The commit before is no ancestor of the one after. */
  readonly forced: boolean;
}

/** What a push brings that was not there, oldest first: of a new branch, what the default branch has not. */
async function commitsOf({ folder, defaultBranch }: Repository, { branch, before, after }: Moved): Promise<Commit[]> {
  if (after === none) return [];
  const main = branch === defaultBranch ? undefined : await shaOf(folder, `refs/heads/${defaultBranch}`);
  const known = before === none ? main : before;
  return (await log(folder, [after, ...(known === undefined ? [] : [`^${known}`])], mostCommits)).reverse();
}

/** In this event alone, two of a repository's times are numbers, and its owner has a name and an address. */
function asPushed(world: World, one: Repository) {
  const all = rendered(world, one);
  const owner = { ...all.owner, name: one.owner.login, email: one.owner.email };
  return { ...all, owner, created_at: seconds(one.createdAt), pushed_at: seconds(one.pushedAt) };
}

async function pushEvent(world: World, one: Repository, moved: Moved, commits: readonly Commit[]): Promise<Delivery[]> {
  if (listeners(world, one, 'push').length === 0) return [];
  const { branch, before, after, by, forced } = moved;
  const shown = await Promise.all(
    commits.map(async (it) => pushedCommit(world, one, it, await changedFiles(one.folder, it.parents[0], it.sha))),
  );
  const html = `${world.webUrl}/${one.owner.login}/${one.name}`;
  const fields = {
    ref: `refs/heads/${branch}`,
    before,
    after,
    repository: asPushed(world, one),
    pusher: { name: by.login, email: signature(by).email },
    created: before === none,
    deleted: after === none,
    forced,
    base_ref: null,
    compare: `${html}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: shown,
    head_commit: shown.at(-1) ?? null,
  };
  return deliveriesOf(world, one, { name: 'push', sender: by, fields });
}

/** Every App that may write checks gets a suite for the new head, and is asked to fill it. */
async function suiteEvents(world: World, one: Repository, moved: Moved, head: Commit): Promise<Delivery[]> {
  const { branch, before, by } = moved;
  const to = listeners(world, one, 'check_suite').filter(({ app }) => app.permissions.checks === 'write');
  const all = to.map(async (installation) => {
    const suite = await suiteOf(world, installation, one, { headSha: head.sha, head, before, branch });
    const fields = { check_suite: checkSuiteCore(world, suite) };
    const event = { name: 'check_suite', action: 'requested', sender: by, to: [installation], fields };
    return deliveriesOf(world, one, event);
  });
  return (await Promise.all(all)).flat();
}

/** What is to be told of a branch that has moved, in git already: the push, check suites, pull requests from it. */
export async function branchMoved(world: World, one: Repository, moved: Moved): Promise<Delivery[]> {
  one.pushedAt = iso(world.now());
  const commits = await commitsOf(one, moved);
  const events = [pushEvent(world, one, moved, commits)];
  if (moved.after !== none) {
    const head = commits.at(-1) ?? (await commitAt(one.folder, moved.after));
    events.push(suiteEvents(world, one, moved, head), synchronizePulls(world, one, moved));
  }
  return (await Promise.all(events)).flat();
}
