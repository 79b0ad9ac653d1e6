import { checkIsStatus, checkNotMade, commentMade, isNewestHead, type TakenCheck } from '@gradewire/db';
import type { Octokit } from '@octokit/core';
import { type Acting, type Binding, placeOf } from '../acting.ts';
import { troubleOf } from '../app/trouble.ts';
import { commentBody, commitStatus, isCommentOf } from '../check-run/index.ts';
import { checkName } from './check-name.ts';
import type { Contents } from './contents.ts';
import { requireNoneUnderway } from './make-check-run.ts';
import { whileHeld } from './while-held.ts';

/** Where the App may write no checks: a commit status, and one comment in the pull request, if comments are wanted. */
export async function writeStatus(
  acting: Acting,
  octokit: Octokit,
  binding: Binding,
  check: TakenCheck,
  contents: Contents,
): Promise<void> {
  await octokit.request('POST /repos/{owner}/{repo}/statuses/{sha}', {
    ...placeOf(binding),
    sha: check.headSha,
    context: checkName(binding),
    target_url: contents.address,
    ...commitStatus(contents),
    request: { fetch: whileHeld(acting, check) },
  });
  if (!check.asStatus) await checkIsStatus(acting.db.pool, check);
  if (!acting.config.comments || check.pullRequest === null || contents.status !== 'completed') return;
  // The comment speaks of a newer commit by now, and nothing has happened to this one.
  const isSeenAgain = check.toldState === 'completed' && check.toldRevision === check.revision;
  if (isSeenAgain && !(await isNewestHead(acting.db.pool, check))) return;
  try {
    await writeComment(acting, octokit, binding, check, contents);
  } catch (error) {
    // The status is what counts; a comment that may not be written is none.
    const kind = troubleOf(error)?.kind;
    if (kind !== 'forbidden' && kind !== 'gone' && kind !== 'invalid') throw error;
    acting.log.warn({ repository: binding.fullName, pullRequest: check.pullRequest }, 'the comment may not be written');
  }
}

/** The one that is there is changed, whichever commit of the pull request it spoke of. */
async function writeComment(
  acting: Acting,
  octokit: Octokit,
  binding: Binding,
  check: TakenCheck,
  contents: Contents,
): Promise<void> {
  const place = placeOf(binding);
  const body = commentBody(contents, binding.assignmentId, contents.address);
  const commentId = check.githubCommentId ?? (await findComment(octokit, binding, check.pullRequest!));
  if (commentId !== undefined) {
    await octokit.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
      ...place,
      comment_id: Number(commentId),
      body,
      request: { fetch: whileHeld(acting, check) },
    });
    await commentMade(acting.db.pool, check, commentId);
    return;
  }
  requireNoneUnderway(acting, check);
  try {
    const { data } = await octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...place,
      issue_number: check.pullRequest!,
      body,
      request: { retries: 0, fetch: whileHeld(acting, check, { making: true }) },
    });
    await commentMade(acting.db.pool, check, BigInt(data.id));
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble !== undefined && trouble.kind !== 'later') await checkNotMade(acting.db.pool, check);
    throw error;
  }
}

const perPage = 100;
const mostPages = 10;

async function findComment(octokit: Octokit, binding: Binding, pullRequest: number): Promise<bigint | undefined> {
  for (let page = 1; page <= mostPages; page++) {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...placeOf(binding),
      issue_number: pullRequest,
      per_page: perPage,
      page,
    });
    const ours = data.find(({ body, user }) => user?.type === 'Bot' && isCommentOf(body ?? '', binding.assignmentId));
    if (ours !== undefined) return BigInt(ours.id);
    if (data.length < perPage) return undefined;
  }
  return undefined;
}
