/** What an assignment takes off for lateness. */
export interface LatePolicy {
  /** Percent of the points that a submission earned, for each day that has begun. 0 to 100. */
  readonly percentPerDay: number;
  /** Lateness up to this is let pass; beyond it the whole lateness counts, not what exceeds it. Seconds. */
  readonly graceSeconds: number;
}

const dayMs = 86_400_000;

/**
 * Days that have begun since the deadline: 1 from its first millisecond to 24 h after it; 0 if not late, or within the
 * grace. A day is 24 hours, also where clocks are put forward or back.
 */
export function lateDays(receivedAt: Date, dueAt: Date | null, graceSeconds: number): number {
  if (dueAt === null) return 0;
  const lateMs = receivedAt.getTime() - dueAt.getTime();
  return lateMs <= graceSeconds * 1000 ? 0 : Math.ceil(lateMs / dayMs);
}

/**
 * Points that lateness takes away from `raw` points: raw × min(1, days × percent / 100), rounded to thousandths. It is a
 * line of its own beside the points, never mixed into them, and never more than what was earned.
 * `dueAt` is the team's own: the extension where there is one.
 */
export function latePoints(raw: number, receivedAt: Date, dueAt: Date | null, policy: LatePolicy): number {
  const days = lateDays(receivedAt, dueAt, policy.graceSeconds);
  const share = Math.min(1, (days * policy.percentPerDay) / 100);
  return Math.min(raw, Math.round(raw * share * 1000) / 1000);
}
