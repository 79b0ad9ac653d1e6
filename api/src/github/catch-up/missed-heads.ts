import { recordDelivery } from '@gradewire/db';
import type { Octokit } from '@octokit/core';
import { type Acting, type Binding, octokitOf, placeOf, withAssignment } from '../acting.ts';
import { troubleOf } from '../app/trouble.ts';
import type { PullRequestHappened } from '../webhook/happening.ts';

const perPage = 100;
const mostPages = 10;

/**
 * Open pull requests whose head has no check: nothing of them ever came. Each is written down as a delivery of our own
 * making, so that it is taken like any other. Returns how many there were. (Who pushed to a branch nobody can say later.)
 */
export async function missedHeads(acting: Acting): Promise<number> {
  const { db, signal } = acting;
  const bindings = await db.prisma.repositoryBinding.findMany({
    where: { unreachable: null, assignment: { course: { archivedAt: null } } },
    include: withAssignment,
  });
  let found = 0;
  for (const binding of bindings) {
    signal.throwIfAborted();
    try {
      found += await inRepository(acting, binding);
    } catch (error) {
      const trouble = troubleOf(error);
      // One repository that cannot be reached does not hide the others.
      if (trouble === undefined || trouble.kind === 'later') throw error;
      acting.log.warn({ repository: binding.fullName, message: trouble.message }, 'a repository is not looked through');
    }
  }
  return found;
}

async function inRepository(acting: Acting, binding: Binding): Promise<number> {
  const octokit = await octokitOf(acting, binding);
  const repository = {
    id: Number(binding.githubRepositoryId),
    fullName: binding.fullName,
    defaultBranch: binding.defaultBranch,
  };
  let found = 0;
  for await (const pull of openPulls(octokit, binding)) {
    if (pull.user === null || (await isKnown(acting, binding, pull.head.sha))) continue;
    const happening: PullRequestHappened = {
      kind: 'pull-request',
      action: 'found',
      repository,
      number: pull.number,
      headSha: pull.head.sha,
      baseSha: pull.base.sha,
      baseBranch: pull.base.ref,
      draft: pull.draft ?? false,
      merged: false,
      author: { id: Number(pull.user.id), login: pull.user.login },
    };
    const pushedAt = await suiteTime(acting, octokit, binding, pull.head.sha);
    const opened = Date.parse(pull.created_at);
    // Not before it was opened, and not later than GitHub last heard of it.
    const at = pushedAt === undefined ? Date.parse(pull.updated_at) : Math.max(pushedAt, opened);
    if (await record(acting, binding, happening, new Date(at))) found += 1;
  }
  return found;
}

async function* openPulls(octokit: Octokit, binding: Binding) {
  for (let page = 1; page <= mostPages; page++) {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls', {
      ...placeOf(binding),
      state: 'open',
      per_page: perPage,
      page,
    });
    yield* data;
    if (data.length < perPage) return;
  }
}

async function isKnown({ db }: Acting, { id: bindingId }: Binding, headSha: string): Promise<boolean> {
  return (await db.prisma.headCheck.count({ where: { bindingId, headSha } })) > 0;
}

/** When GitHub made our check suite of a commit, which it does when it is pushed; undefined where there is none. */
async function suiteTime(acting: Acting, octokit: Octokit, binding: Binding, headSha: string) {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/check-suites', {
    ...placeOf(binding),
    ref: headSha,
    app_id: acting.client.appId,
  });
  const made = data.check_suites[0]?.created_at;
  return made ? Date.parse(made) : undefined;
}

function record({ db }: Acting, binding: Binding, happening: PullRequestHappened, deliveredAt: Date) {
  const guid = `found-${binding.id}-${happening.headSha.slice(0, 40)}`;
  return recordDelivery(db.pool, { guid, event: 'pull_request', action: 'found', deliveredAt, happening });
}
