import { type Acting, type Binding, placeOf, withAssignment } from '../acting.ts';
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
    const installationId = await installationOf(acting, binding);
    if (installationId === undefined) continue;
    await db.prisma.repositoryBinding.updateMany({
      where: { githubRepositoryId: binding.githubRepositoryId },
      data: { unreachable: null, githubInstallationId: installationId },
    });
    reached += 1;
  }
  return reached;
}

/** By which installation a repository can be reached: installed anew, or transferred, it has another one. */
async function installationOf(acting: Acting, binding: Binding): Promise<bigint | undefined> {
  const { client } = acting;
  try {
    const found = await client.asApp.request('GET /repos/{owner}/{repo}/installation', placeOf(binding));
    const id = BigInt(found.data.id);
    const octokit = await client.asInstallation(id);
    const { data } = await octokit.request('GET /repos/{owner}/{repo}', placeOf(binding));
    // Another one may have the name by now.
    return BigInt(data.id) === binding.githubRepositoryId ? id : undefined;
  } catch (error) {
    const kind = troubleOf(error)?.kind;
    if (kind === 'gone' || kind === 'suspended' || kind === 'forbidden') return undefined;
    throw error;
  }
}
