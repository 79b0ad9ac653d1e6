import { type Acting, octokitOf, placeOf, withAssignment } from '../acting.ts';
import { troubleOf } from '../app/trouble.ts';

/** Repositories that could not be reached: the word that they can be may have been missed, too. */
export async function reachAgain(acting: Acting): Promise<number> {
  const { db } = acting;
  const away = await db.prisma.repositoryBinding.findMany({
    where: { unreachable: { not: null }, assignment: { course: { archivedAt: null } } },
    include: withAssignment,
    distinct: ['githubRepositoryId'],
  });
  let reached = 0;
  for (const binding of away) {
    try {
      const octokit = await octokitOf(acting, binding);
      const { data } = await octokit.request('GET /repos/{owner}/{repo}', placeOf(binding));
      // Another one may have the name by now.
      if (BigInt(data.id) !== binding.githubRepositoryId) continue;
    } catch (error) {
      const kind = troubleOf(error)?.kind;
      if (kind === 'gone' || kind === 'suspended' || kind === 'forbidden') continue;
      throw error;
    }
    const { githubRepositoryId } = binding;
    await db.prisma.repositoryBinding.updateMany({ where: { githubRepositoryId }, data: { unreachable: null } });
    reached += 1;
  }
  return reached;
}
