import { type GradingResult, isNamed, latePoints } from '@gradewire/core';
import type { AttemptResult, NewArtefact } from '@gradewire/db';
import { notAsPublished } from './not-as-published.ts';
import { storable } from './storable.ts';
import type { Order } from './version-of-run.ts';

/** What is committed of a complete result. */
export function attemptResult(
  result: GradingResult,
  order: Pick<Order, 'hidden' | 'counts' | 'published'>,
  artefacts: readonly NewArtefact[],
): AttemptResult {
  const { cases, ...rest } = storable(result);
  const note = notAsPublished(result, order.published);
  return {
    state: 'done',
    ...(note === undefined ? {} : { note }),
    result: rest,
    cases: cases.map((one) => ({ ...one, hidden: isNamed(one.id, order.hidden) })),
    artefacts,
    ...(order.counts && result.score !== null ? { score: scoreOf(result.score, result.maxScore, order.counts) } : {}),
  };
}

function scoreOf(raw: number, max: number, counts: NonNullable<Order['counts']>) {
  return { raw, late: latePoints(raw, counts.receivedAt, counts.dueAt, counts), max };
}
