import path from 'node:path';
import { commitFiles, type Files } from '../git/commit-files.ts';
import { filesIn } from '../git/files-in.ts';
import { importBranches, initRepository } from '../git/repository.ts';
import type { Delivery } from '../hooks/delivery.ts';
import { emit } from '../hooks/emit.ts';
import { covers, findRepository } from '../http/access.ts';
import { signature, simpleUser } from '../render/account.ts';
import { type Account, iso, type Repository, type World } from '../world.ts';
import { type AccountLike, account } from './people.ts';

export type RepositoryLike = Repository | string;

/** `owner/name`, or the repository itself. @throws where there is none */
export function repositoryNamed(world: World, like: RepositoryLike): Repository {
  if (typeof like !== 'string') return like;
  const [owner = '', name = ''] = like.split('/');
  const found = findRepository(world, owner, name);
  if (!found) throw new Error(`there is no repository ${like}`);
  return found;
}

export interface NewRepository {
  readonly private?: boolean;
  readonly isTemplate?: boolean;
  /** `main` if it is left out. */
  readonly branch?: string;
  /** The first commit: files, or a folder on disk. Without either the repository is empty. */
  readonly files?: Files;
  readonly folder?: string;
  /** A git repository on disk whose branches are taken over, commits and all. */
  readonly git?: string;
  /** Who commits; the owner if it is left out. */
  readonly author?: AccountLike;
}

export interface RepositoryPlace {
  readonly owner: Account;
  readonly name: string;
  readonly branch: string;
  readonly isPrivate: boolean;
  readonly isTemplate?: boolean;
  readonly parent?: Repository;
}

/** An entry for a repository and its empty git repository; nobody is told. */
export async function place(world: World, where: RepositoryPlace): Promise<Repository> {
  const { owner, name, branch, isPrivate, isTemplate = false, parent } = where;
  if (findRepository(world, owner.login, name)) throw new Error(`there is a repository ${owner.login}/${name} already`);
  const id = world.nextId();
  const folder = path.join(world.root, `${id}.git`);
  const now = iso(world.now());
  const one: Repository = {
    id,
    name,
    owner,
    private: isPrivate,
    archived: false,
    deleted: false,
    isTemplate,
    defaultBranch: branch,
    folder,
    parent,
    createdAt: now,
    pushedAt: now,
    pulls: [],
    comments: [],
    collaborators: new Map(),
    invitations: new Map(),
    vanished: new Set(),
    tarball: undefined,
  };
  world.repositories.set(id, one);
  world.formerNames.delete(`${owner.login}/${name}`.toLowerCase());
  await initRepository(folder, branch, parent?.folder);
  return one;
}

/** Tells installations on all repositories of an account that there is one more. */
export async function announce(world: World, one: Repository): Promise<void> {
  await emit(world, one, { name: 'repository', action: 'created', sender: one.owner, fields: {} });
}

/** A repository with its first commit. `fullName` is `owner/name`; the owner must be there. */
export async function createRepository(
  world: World,
  fullName: string,
  options: NewRepository = {},
): Promise<Repository> {
  const [login = '', name = ''] = fullName.split('/');
  const { branch = 'main', files, folder, git, isTemplate = false } = options;
  const owner = account(world, login);
  const one = await place(world, { owner, name, branch, isPrivate: options.private ?? false, isTemplate });
  const first = files ?? (folder === undefined ? undefined : await filesIn(folder));
  if (git !== undefined) await importBranches(one.folder, path.resolve(git));
  else if (first !== undefined) {
    const author = signature(account(world, options.author ?? owner));
    await commitFiles(one.folder, {
      branch,
      files: first,
      author,
      message: 'Initial commit',
      date: world.now(),
      parent: null,
    });
  }
  await announce(world, one);
  return one;
}

/** A fork with all branches as they are; it shares the objects of its parent. */
export async function fork(world: World, like: RepositoryLike, owner: AccountLike): Promise<Repository> {
  const parent = repositoryNamed(world, like);
  const one = await place(world, {
    owner: account(world, owner),
    name: parent.name,
    branch: parent.defaultBranch,
    isPrivate: parent.private,
    parent,
  });
  await importBranches(one.folder, parent.folder);
  return one;
}

export async function renameRepository(world: World, like: RepositoryLike, name: string): Promise<readonly Delivery[]> {
  const one = repositoryNamed(world, like);
  const from = one.name;
  world.formerNames.set(`${one.owner.login}/${from}`.toLowerCase(), one.id);
  one.name = name;
  const fields = { changes: { repository: { name: { from } } } };
  return emit(world, one, { name: 'repository', action: 'renamed', sender: one.owner, fields });
}

/** Gives a repository to someone else. Those who listened before and those who listen now are told. */
export async function transferRepository(
  world: World,
  like: RepositoryLike,
  to: AccountLike,
): Promise<readonly Delivery[]> {
  const one = repositoryNamed(world, like);
  const [from, owner] = [one.owner, account(world, to)];
  const before = [...world.installations.values()].filter((it) => covers(it, one) && it.repositories !== 'all');
  world.formerNames.set(`${from.login}/${one.name}`.toLowerCase(), one.id);
  one.owner = owner;
  const whose = from.type === 'Organization' ? 'organization' : 'user';
  const fields = { changes: { owner: { from: { [whose]: simpleUser(world, from) } } } };
  for (const it of before) if (it.repositories !== 'all') it.repositories.delete(one.id);
  return emit(world, one, { name: 'repository', action: 'transferred', sender: from, fields });
}

export async function deleteRepository(world: World, like: RepositoryLike): Promise<readonly Delivery[]> {
  const one = repositoryNamed(world, like);
  one.deleted = true;
  return emit(world, one, { name: 'repository', action: 'deleted', sender: one.owner, fields: {} });
}

export async function setPrivate(world: World, like: RepositoryLike, isPrivate: boolean): Promise<readonly Delivery[]> {
  const one = repositoryNamed(world, like);
  one.private = isPrivate;
  const action = isPrivate ? 'privatized' : 'publicized';
  return emit(world, one, { name: 'repository', action, sender: one.owner, fields: {} });
}

export async function setArchived(world: World, like: RepositoryLike, archived: boolean): Promise<readonly Delivery[]> {
  const one = repositoryNamed(world, like);
  one.archived = archived;
  const action = archived ? 'archived' : 'unarchived';
  return emit(world, one, { name: 'repository', action, sender: one.owner, fields: {} });
}

/** From now on GitHub knows nothing of a commit, as when it is collected after a force-push. */
export function forgetCommit(world: World, like: RepositoryLike, sha: string): void {
  repositoryNamed(world, like).vanished.add(sha);
}

/** What the archive of any commit holds from now on: bytes that a test makes, e.g. endless ones. */
export function setTarball(world: World, like: RepositoryLike, tarball: Repository['tarball']): void {
  repositoryNamed(world, like).tarball = tarball;
}
