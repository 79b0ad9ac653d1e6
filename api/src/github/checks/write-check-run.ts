import { annotationsTold, checkNamed, type TakenCheck } from '@gradewire/db';
import type { Octokit } from '@octokit/core';
import { type Acting, type Binding, placeOf } from '../acting.ts';
import { troubleOf } from '../app/trouble.ts';
import { annotationBatches } from '../check-run/index.ts';
import type { Contents } from './contents.ts';

/** One for each assignment, so that two of them may be handed in by the same repository. */
export function checkName({ assignment }: Binding): string {
  return `Gradewire / ${assignment.slug}`;
}

/**
 * Makes the check run of a head commit, or brings it up to date: there is one, whatever happened in between. Annotations
 * are added fifty at a time; those that GitHub has already are not sent again.
 */
export async function writeCheckRun(
  acting: Acting,
  octokit: Octokit,
  binding: Binding,
  check: TakenCheck,
  contents: Contents,
): Promise<void> {
  const { db } = acting;
  const place = placeOf(binding);
  let id = check.githubCheckId ?? (await findCheckRun(acting, octokit, binding, check));
  if (id !== undefined && id !== check.githubCheckId) await checkNamed(db.pool, check, { checkId: id });
  let told = check.toldAnnotations;
  const batches = [...annotationBatches(contents.annotations.slice(told))];
  // Also without any there is something to be said.
  for (const annotations of batches.length === 0 ? [[]] : batches) {
    const body = bodyOf(binding, check, contents, annotations);
    if (id === undefined) {
      // Not at once again: what was made and whose answer was lost is looked for first.
      const once = { request: { retries: 0 } };
      const { data } = await octokit.request('POST /repos/{owner}/{repo}/check-runs', { ...place, ...body, ...once });
      id = BigInt(data.id);
      await checkNamed(db.pool, check, { checkId: id });
    } else {
      const { name: _, head_sha: __, ...changes } = body;
      await octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
        ...place,
        check_run_id: Number(id),
        ...changes,
      });
    }
    told += annotations.length;
    if (annotations.length > 0) await annotationsTold(db.pool, check, told);
  }
}

/** One that was made, although we did not live to write it down. */
async function findCheckRun(
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
    });
    const [found] = data.check_runs;
    return found && BigInt(found.id);
  } catch (error) {
    const kind = troubleOf(error)?.kind;
    // Whatever is the matter, making one will tell.
    if (kind === 'gone' || kind === 'forbidden' || kind === 'invalid') return undefined;
    throw error;
  }
}

function bodyOf(
  binding: Binding,
  check: TakenCheck,
  contents: Contents,
  annotations: readonly Contents['annotations'][number][],
) {
  const { status, conclusion, title, summary, text, actions, address, startedAt, endedAt } = contents;
  return {
    name: checkName(binding),
    head_sha: check.headSha,
    ...(check.runId === null ? {} : { external_id: check.runId }),
    details_url: address,
    ...(startedAt === null ? {} : { started_at: startedAt.toISOString() }),
    status,
    ...(conclusion === null ? {} : { conclusion, completed_at: (endedAt ?? new Date()).toISOString() }),
    output: {
      title,
      summary,
      ...(text === undefined ? {} : { text }),
      ...(annotations.length === 0 ? {} : { annotations: annotations.map((one) => ({ ...one })) }),
    },
    actions: actions.map((one) => ({ ...one })),
  };
}
