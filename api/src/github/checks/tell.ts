import { createHash } from 'node:crypto';
import { checkTold, giveUpCheck, postponeCheck, releaseCheck, type TakenCheck } from '@gradewire/db';
import type { Octokit } from '@octokit/core';
import { closingOf } from '../../store/circumstances.ts';
import { type Acting, type Binding, octokitOf, placeOf, withAssignment } from '../acting.ts';
import { pauseAfter, type Trouble, troubleOf } from '../app/trouble.ts';
import { type Contents, contentsOf } from './contents.ts';
import { closingNow } from './look-again.ts';
import { writeCheckRun } from './write-check-run.ts';
import { writeStatus } from './write-status.ts';

/** So often what GitHub calls invalid is sent again. */
const mostInvalid = 3;

/** Tells GitHub how it stands with a head commit. Does not reject: what fails is written down, and tried again or not. */
export async function tell(acting: Acting, check: TakenCheck): Promise<void> {
  const { db, signal } = acting;
  const binding = await db.prisma.repositoryBinding.findUniqueOrThrow({
    where: { id: check.bindingId },
    include: withAssignment,
  });
  try {
    const closesAt = await closingOf(db, binding.assignmentId);
    // Before the contents: if the time ends in between, they are looked at once more.
    const closing = closingNow(closesAt);
    const contents = await contentsOf(acting, binding, check, closesAt);
    const digest = createHash('sha256').update(JSON.stringify(contents)).digest('hex');
    const isNews = check.toldRevision !== check.revision || check.toldDigest !== digest;
    if (isNews) await write(acting, await octokitOf(acting, binding), binding, check, contents);
    // The run may have gone on in the meantime: what was told is what was read.
    await checkTold(db.pool, check, { state: contents.status, digest, closing });
  } catch (error) {
    if (signal.aborted) await releaseCheck(db.pool, check);
    else await failed(acting, binding, check, error);
  }
}

/** As a check run; where the App may not write those, as a commit status. */
async function write(acting: Acting, octokit: Octokit, binding: Binding, check: TakenCheck, contents: Contents) {
  if (check.asStatus) return writeStatus(acting, octokit, binding, check, contents);
  try {
    return await writeCheckRun(acting, octokit, binding, check, contents);
  } catch (error) {
    const kind = troubleOf(error)?.kind;
    if (kind === 'forbidden') return writeStatus(acting, octokit, binding, check, contents);
    if (kind !== 'invalid' || contents.annotations.length === 0) throw error;
    // The remarks are less than the grade: if GitHub takes offence at one of them, it gets none.
    acting.log.warn({ check: check.id, message: (error as Error).message }, 'GitHub does not take the annotations');
    return writeCheckRun(acting, octokit, binding, check, { ...contents, annotations: [] });
  }
}

async function failed(acting: Acting, binding: Binding, check: TakenCheck, error: unknown): Promise<void> {
  const { db, config, log } = acting;
  const trouble = troubleOf(error);
  const message = trouble?.message ?? (error instanceof Error ? error.message : String(error));
  const about = { repository: binding.fullName, headSha: check.headSha, message };
  // What GitHub does not take of one state it may take of the next.
  const mayPass = trouble?.kind === 'invalid' && check.failures < mostInvalid;
  if (trouble === undefined || trouble.kind === 'later' || mayPass) {
    log.warn(trouble ? about : { ...about, err: error }, 'a check is not told yet');
    const afterMs = trouble?.kind === 'later' ? trouble.afterMs : undefined;
    await postponeCheck(db.pool, check, message, pauseAfter(check.failures, config.firstPauseMs, afterMs));
    return;
  }
  const gone = await whyUnreachable(acting, binding, trouble);
  if (gone === undefined) {
    log.warn(about, 'a check cannot be told');
    await giveUpCheck(db.pool, check, `${trouble.kind}: ${message}`);
    return;
  }
  // All checks of the repository wait until it can be reached again.
  log.warn({ ...about, why: gone }, 'a repository cannot be reached');
  await db.prisma.repositoryBinding.updateMany({
    where: { githubRepositoryId: binding.githubRepositoryId },
    data: { unreachable: gone },
  });
  await postponeCheck(db.pool, check, message, 0);
}

/** Why nothing of the repository can be reached; undefined where it is about this one request. */
async function whyUnreachable(acting: Acting, binding: Binding, trouble: Trouble): Promise<string | undefined> {
  if (trouble.kind === 'suspended') return 'the installation of the App is suspended';
  if (trouble.kind !== 'gone') return undefined;
  try {
    await (await octokitOf(acting, binding)).request('GET /repos/{owner}/{repo}', placeOf(binding));
    return undefined;
  } catch (error) {
    const kind = troubleOf(error)?.kind;
    if (kind === 'suspended') return 'the installation of the App is suspended';
    return kind === 'gone' ? 'the repository was deleted, or the App was taken away from it' : undefined;
  }
}
