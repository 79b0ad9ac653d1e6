import type { Prisma } from '../generated/client.ts';

/** Until the transaction ends nobody else changes who is in the course, or in which of its teams. */
export async function lockCourse(tx: Prisma.TransactionClient, courseId: string): Promise<void> {
  await tx.$executeRaw`SELECT FROM course WHERE id = ${courseId}::uuid FOR NO KEY UPDATE`;
}
