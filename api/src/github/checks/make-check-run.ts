import { checkMade, checkNotMade, type TakenCheck } from '@gradewire/db';
import type { Octokit } from '@octokit/core';
import { type Acting, type Binding, placeOf } from '../acting.ts';
import { StillUnderway, troubleOf } from '../app/trouble.ts';
import { checkName } from './check-name.ts';
import { whileHeld } from './while-held.ts';
import type { Said } from './write-check-run.ts';

/** Throws as long as what was asked for before, and of which nothing is known, may be underway still. */
export function requireNoneUnderway({ config }: Acting, { makingForMs }: TakenCheck): void {
  // It may have been sent a third of that later than it was written down.
  const overAfterMs = config.requestMs * 1.5;
  if (makingForMs !== null && makingForMs < overAfterMs) throw new StillUnderway(overAfterMs - makingForMs);
}

/**
 * Has GitHub make the check run of a head commit. That it is asked is written down before, so that whoever takes the check
 * when the answer is lost, or we are, waits until nothing can come of it any more and looks for it first. Returns the
 * id that counts.
 */
export async function makeCheckRun(
  acting: Acting,
  octokit: Octokit,
  binding: Binding,
  check: TakenCheck,
  said: Said,
): Promise<bigint> {
  const { db } = acting;
  requireNoneUnderway(acting, check);
  let made: bigint;
  try {
    const { data } = await octokit.request('POST /repos/{owner}/{repo}/check-runs', {
      ...placeOf(binding),
      name: checkName(binding),
      head_sha: check.headSha,
      ...said,
      // Not at once again: what was made and whose answer was lost is looked for first.
      request: { retries: 0, fetch: whileHeld(acting, check, { making: true }) },
    });
    made = BigInt(data.id);
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble !== undefined && trouble.kind !== 'later') await checkNotMade(db.pool, check);
    throw error;
  }
  // If one came of an earlier request after all, there are two: the older one stays.
  const oldest = check.makingForMs === null ? undefined : await findCheckRun(acting, octokit, binding, check);
  const counts = await checkMade(db.pool, check, oldest ?? made);
  // Somebody else was quicker, and has said so.
  if (counts !== made && oldest === undefined) await putAside(octokit, binding, made);
  return counts;
}

/** One that was made, although we did not live to write it down. Of several the oldest one; the others are put aside. */
export async function findCheckRun(
  { client }: Acting,
  octokit: Octokit,
  binding: Binding,
  { headSha }: TakenCheck,
): Promise<bigint | undefined> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
      ...placeOf(binding),
      ref: headSha,
      check_name: checkName(binding),
      app_id: client.appId,
      filter: 'all',
      per_page: 100,
    });
    const ids = data.check_runs.map(({ id }) => BigInt(id)).sort((one, other) => (one < other ? -1 : 1));
    const [oldest, ...others] = ids;
    for (const id of others) await putAside(octokit, binding, id);
    return oldest;
  } catch (error) {
    const kind = troubleOf(error)?.kind;
    // Whatever is the matter, making one will tell.
    if (kind === 'gone' || kind === 'forbidden' || kind === 'invalid') return undefined;
    throw error;
  }
}

/** Under another name, since of one name GitHub shows the newest. */
async function putAside(octokit: Octokit, binding: Binding, id: bigint): Promise<void> {
  await octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
    ...placeOf(binding),
    check_run_id: Number(id),
    name: `${checkName(binding)} (a second one)`,
    status: 'completed',
    conclusion: 'neutral',
    output: { title: 'Made twice', summary: 'The other check of this commit has the result; this one means nothing.' },
    actions: [],
  });
}
