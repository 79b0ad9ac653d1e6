import { cancelRun, type Database } from '@gradewire/db';

/** Cancels all runs of a submission that have not ended. */
export async function cancelRuns({ prisma, pool }: Database, submissionId: string): Promise<void> {
  const open = await prisma.run.findMany({
    where: { submissionId, state: { in: ['waiting', 'claimed'] } },
    select: { id: true },
  });
  for (const { id } of open) await cancelRun(pool, id, 'cancelled over the API');
}
