import type { Octokit } from '@octokit/core';
import { type Binding, placeOf } from '../acting.ts';
import type { Annotation } from '../check-run/index.ts';

const perPage = 100;
/** More than several runs of a commit leave, of which each has at most a hundred. */
const mostPages = 10;

/**
 * Those that GitHub does not have yet: it takes none away, and adds what it is sent twice a second time. It is asked, and
 * not remembered, since answers are lost, and a commit that is graded again has other ones in between.
 */
export async function missingAnnotations(
  octokit: Octokit,
  binding: Binding,
  checkId: bigint | undefined,
  annotations: readonly Annotation[],
): Promise<readonly Annotation[]> {
  if (checkId === undefined || annotations.length === 0) return annotations;
  const there = new Set<string>();
  for (let page = 1; page <= mostPages; page++) {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations', {
      ...placeOf(binding),
      check_run_id: Number(checkId),
      per_page: perPage,
      page,
    });
    for (const one of data) there.add(keyOf(one));
    if (data.length < perPage) break;
  }
  return annotations.filter((one) => !there.has(keyOf(one)));
}

function keyOf({ path, start_line: line, message }: { path: string; start_line: number; message: string | null }) {
  return JSON.stringify([path, line, message?.trim()]);
}
