import type { Acting } from '../acting.ts';
import type {
  InstallationChanged,
  PersonSeen,
  RepositoriesChanged,
  Repository,
  RepositoryChanged,
} from '../webhook/happening.ts';
import { type Acted, done, ignored } from './taken.ts';

type Db = Pick<Acting, 'db'>;

const unreachable: Readonly<Record<string, string>> = {
  deleted: 'the App was uninstalled',
  suspended: 'the installation of the App is suspended',
};

/** The App was installed, suspended or taken away: what its repositories wait for goes on, or waits. */
export async function onInstallation({ db }: Db, change: InstallationChanged): Promise<Acted> {
  const { installationId, reachable, why, repositories } = change;
  const id = BigInt(installationId);
  // Installed anew it has another id.
  if (why === 'created') await moveTo({ db }, id, repositories);
  const { count } = await db.prisma.repositoryBinding.updateMany({
    where: { githubInstallationId: id },
    data: { unreachable: reachable ? null : (unreachable[why] ?? why) },
  });
  return count === 0 ? ignored('no repository of ours') : done(`${count} ${reachable ? 'reachable' : 'unreachable'}`);
}

export async function onRepositories({ db }: Db, change: RepositoriesChanged): Promise<Acted> {
  const added = await moveTo({ db }, BigInt(change.installationId), change.added);
  const { count } = await db.prisma.repositoryBinding.updateMany({
    where: {
      githubRepositoryId: { in: change.removed.map(BigInt) },
      githubInstallationId: BigInt(change.installationId),
    },
    data: { unreachable: 'the App was taken away from the repository' },
  });
  return added + count === 0 ? ignored('no repository of ours') : done(`${added} reachable, ${count} unreachable`);
}

async function moveTo({ db }: Db, installationId: bigint, repositories: readonly number[]): Promise<number> {
  const { count } = await db.prisma.repositoryBinding.updateMany({
    where: { githubRepositoryId: { in: repositories.map(BigInt) } },
    data: { githubInstallationId: installationId, unreachable: null },
  });
  return count;
}

export async function onRepository({ db }: Db, { repository, gone }: RepositoryChanged): Promise<Acted> {
  if (!gone) return (await renamed({ db }, repository)) > 0 ? done('renamed') : ignored('nothing new');
  const { count } = await db.prisma.repositoryBinding.updateMany({
    where: { githubRepositoryId: BigInt(repository.id) },
    data: { unreachable: 'the repository was deleted' },
  });
  return count === 0 ? ignored('no repository of ours') : done('unreachable');
}

/** A repository as GitHub names and reaches it now. Returns for how many bindings that is new. */
export async function renamed({ db }: Db, repository: Repository): Promise<number> {
  const { id, fullName, defaultBranch, installationId } = repository;
  const now = {
    fullName,
    defaultBranch,
    ...(installationId === undefined ? {} : { githubInstallationId: BigInt(installationId) }),
  };
  const { count } = await db.prisma.repositoryBinding.updateMany({
    where: { githubRepositoryId: BigInt(id), NOT: now },
    data: { ...now, ...(installationId === undefined ? {} : { unreachable: null }) },
  });
  return count;
}

export async function onPerson({ db }: Db, { person }: PersonSeen): Promise<Acted> {
  const { count } = await db.prisma.user.updateMany({
    where: { githubId: BigInt(person.id), NOT: { githubLogin: person.login } },
    data: { githubLogin: person.login },
  });
  return count === 0 ? ignored('nothing new') : done('renamed');
}
