import { cancelRun, type Database } from '@gradewire/db';

/**
 * Cancels all runs of a submission that have not ended; those of a regrade or of the class matrix are not its own. Returns
 * how many there were.
 */
export async function cancelRuns({ prisma, pool }: Database, submissionId: string): Promise<number> {
  const open = await prisma.run.findMany({
    where: { submissionId, regradeBatchId: null, reason: { not: 'matrix' }, state: { in: ['waiting', 'claimed'] } },
    select: { id: true },
  });
  let cancelled = 0;
  for (const { id } of open) if (await cancelRun(pool, id, 'cancelled over the API')) cancelled += 1;
  return cancelled;
}
