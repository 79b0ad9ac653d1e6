import type { Prisma } from '@gradewire/db';

/**
 * Runs that a submission is shown with: those of a regrade only when it was applied, and not where the team was left out
 * of it. Until then they are its preview. Those of the class matrix fill its cells alone.
 */
export const toldRuns = {
  reason: { not: 'matrix' },
  OR: [{ regradeBatchId: null }, { scores: { some: { standing: { in: ['current', 'superseded'] } } } }],
} satisfies Prisma.RunWhereInput;
