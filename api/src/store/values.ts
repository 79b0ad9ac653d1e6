import type { Prisma } from '@gradewire/db';

export function isoOrNull(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}

type ScoreNumbers = Record<'raw' | 'late' | 'adjustment' | 'final' | 'max', Prisma.Decimal>;

/** A score's decimals as numbers: three places, far below where a double would round. */
export function scoreLines(score: ScoreNumbers & { reason: string | null }) {
  return {
    raw: score.raw.toNumber(),
    late: score.late.toNumber(),
    adjustment: score.adjustment.toNumber(),
    final: score.final.toNumber(),
    max: score.max.toNumber(),
    reason: score.reason,
  };
}

/** Without the fields that were not said: to Prisma, as to us, they stay as they are. */
export function given<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
