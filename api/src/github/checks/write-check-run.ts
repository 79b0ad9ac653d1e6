import { checkMade, type TakenCheck } from '@gradewire/db';
import type { Octokit } from '@octokit/core';
import { type Acting, type Binding, placeOf } from '../acting.ts';
import { annotationBatches } from '../check-run/index.ts';
import type { Contents } from './contents.ts';
import { findCheckRun, makeCheckRun } from './make-check-run.ts';
import { missingAnnotations } from './missing-annotations.ts';
import { whileHeld } from './while-held.ts';

/**
 * Makes the check run of a head commit, or brings it up to date: there is one, whatever happened in between. Annotations
 * are added fifty at a time; those that GitHub has are not sent again, not even when an answer was lost.
 */
export async function writeCheckRun(
  acting: Acting,
  octokit: Octokit,
  binding: Binding,
  check: TakenCheck,
  contents: Contents,
): Promise<void> {
  const { db } = acting;
  let id = check.githubCheckId ?? undefined;
  if (id === undefined) {
    const found = await findCheckRun(acting, octokit, binding, check);
    id = found && (await checkMade(db.pool, check, found));
  }
  const batches = [...annotationBatches(await missingAnnotations(octokit, binding, id, contents.annotations))];
  // Also without any there is something to be said.
  for (const annotations of batches.length === 0 ? [[]] : batches) {
    const said = saidOf(check, contents, annotations);
    if (id === undefined) {
      id = await makeCheckRun(acting, octokit, binding, check, said);
    } else {
      await octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
        ...placeOf(binding),
        check_run_id: Number(id),
        ...said,
        request: { ...(annotations.length > 0 && { retries: 0 }), fetch: whileHeld(acting, check) },
      });
    }
  }
}

export type Said = ReturnType<typeof saidOf>;

function saidOf(check: TakenCheck, contents: Contents, annotations: readonly Contents['annotations'][number][]) {
  const { status, conclusion, title, summary, text, actions, address, startedAt, endedAt } = contents;
  return {
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
