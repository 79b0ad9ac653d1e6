import { type Acting, withAssignment } from '../acting.ts';
import { troubleOf } from '../app/trouble.ts';
import { bringUpToDate } from '../class/bring-up-to-date.ts';

/** Class repositories whose branch has moved without a word to us. Returns how many were brought up to date. */
export async function mergedMeanwhile(acting: Acting): Promise<number> {
  const { db, log, signal } = acting;
  const bindings = await db.prisma.repositoryBinding.findMany({
    where: { mode: 'class', unreachable: null, assignment: { course: { archivedAt: null } } },
    include: withAssignment,
  });
  let moved = 0;
  for (const binding of bindings) {
    signal.throwIfAborted();
    try {
      if ((await bringUpToDate(acting, binding, true)).startsWith('merged')) moved += 1;
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble?.kind === 'later') throw error;
      // One repository does not hide the others; what is underway is found the next time.
      const message = trouble?.message ?? (error as Error).message;
      log.warn({ repository: binding.fullName, message }, 'a class matrix is not brought up to date');
    }
  }
  return moved;
}
