import { cancelRun, type Database } from '@gradewire/db';

/** Cancels all runs of a submission that have not ended; those of a regrade or of the class matrix are not its own. */
export async function cancelRuns({ prisma, pool }: Database, submissionId: string): Promise<void> {
  const open = await prisma.run.findMany({
    where: { submissionId, regradeBatchId: null, reason: { not: 'matrix' }, state: { in: ['waiting', 'claimed'] } },
    select: { id: true },
  });
  for (const { id } of open) await cancelRun(pool, id, 'cancelled over the API');
}
