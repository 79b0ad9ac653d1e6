import { isNamed } from '@gradewire/core';
import { z } from 'zod';

/** A case's id, or the beginning of ids up to a slash, as in the kits' configurations. */
const CaseName = z.string().regex(/^[^/\s]+(\/[^/\s]+)*$/, 'is not the id of a case, nor the beginning of one');

/** An AssignmentVersion's `visibility`: what students see of which cases. What is not named is always shown. */
export const Visibility = z.strictObject({
  /** Never shown; after the deadline the points that they gave are. */
  hidden: z.array(CaseName).default([]),
  /** Not shown until nobody may submit any more. */
  untilClosed: z.array(CaseName).default([]),
});
export type Visibility = z.infer<typeof Visibility>;

/** What is stored by others may know more fields; of ours, none may be wrong. */
export const StoredVisibility = z.object(Visibility.shape);

/** What the projection of a run depends on, besides the run. */
export interface Circumstances {
  readonly now: Date;
  readonly visibility: Visibility;
  /**
   * When the last team's time to submit ends, extensions and lateness included: whoever sees a case earlier could tell
   * it to those who still may submit. null: never.
   */
  readonly closesAt: Date | null;
}

/**
 * Whether sums (a score, a line's points) that a concealed case is part of are kept back as well. Without an end they
 * are shown: otherwise nobody would ever get a grade.
 */
export function keepsSumsBack({ now, closesAt }: Circumstances): boolean {
  return closesAt !== null && now < closesAt;
}

export function isConcealed(one: { id: string; hidden: boolean }, at: Circumstances): boolean {
  if (one.hidden || isNamed(one.id, at.visibility.hidden)) return true;
  return isNamed(one.id, at.visibility.untilClosed) && !(at.closesAt !== null && at.now >= at.closesAt);
}

/** Whether a run may have concealed cases, as far as can be told without reading them. */
export function mayConceal(hiddenCases: number, { visibility }: Circumstances): boolean {
  return hiddenCases > 0 || visibility.hidden.length > 0 || visibility.untilClosed.length > 0;
}
