import type { Installation, Repository, World } from '../world.ts';
import type { Caller } from './caller.ts';
import type { Access, Asked } from './endpoint.ts';
import { notAccessible, notFound, Refusal } from './refusal.ts';

const rank = { read: 1, write: 2, admin: 3 };

export function covers(installation: Installation, repository: Repository): boolean {
  return (
    !installation.deleted &&
    installation.account.id === repository.owner.id &&
    (installation.repositories === 'all' || installation.repositories.has(repository.id))
  );
}

function permitted(installation: Installation, needs: Access['needs']): boolean {
  if (needs === undefined) return true;
  return needs.some((need) => {
    const [name = '', level] = need.split(':') as [string, 'read' | 'write'];
    const given = name === 'metadata' ? 'read' : installation.app.permissions[name];
    return given !== undefined && rank[given] >= rank[level];
  });
}

/** @throws {Refusal} where this kind of caller, or this App's permissions, do not suffice */
export function requireAccess(caller: Caller, { by, needs }: Access): void {
  if (!by.includes(caller.kind)) {
    if (by.length === 1 && by[0] === 'app') {
      throw new Refusal(401, 'A JSON web token could not be decoded');
    }
    if (caller.kind === 'nobody') throw new Refusal(401, 'Requires authentication');
    if (caller.kind === 'user') throw new Refusal(403, 'You must authenticate via a GitHub App.');
    throw notAccessible();
  }
  if (caller.kind === 'installation' && !permitted(caller.installation, needs)) throw notAccessible();
}

function mayRead(caller: Caller, repository: Repository): boolean {
  if (!repository.private) return true;
  if (caller.kind === 'installation') return covers(caller.installation, repository);
  if (caller.kind !== 'user') return false;
  const { account } = caller;
  return (
    repository.owner.id === account.id ||
    repository.owner.members.has(account.id) ||
    repository.collaborators.has(account.id)
  );
}

function mayWrite(caller: Caller, repository: Repository): boolean {
  if (caller.kind === 'installation') return covers(caller.installation, repository);
  if (caller.kind !== 'user') return false;
  const { account } = caller;
  return (
    repository.owner.id === account.id ||
    repository.owner.members.get(account.id) === 'admin' ||
    ['write', 'maintain', 'admin'].includes(repository.collaborators.get(account.id) ?? '')
  );
}

export function findRepository(world: World, owner: string, name: string): Repository | undefined {
  const wanted = `${owner}/${name}`.toLowerCase();
  return [...world.repositories.values()].find(
    (one) => !one.deleted && `${one.owner.login}/${one.name}`.toLowerCase() === wanted,
  );
}

/**
 * The repository of a request's path, where its caller may read or write it.
 * @throws {Refusal} 404 where it is not or may not be seen, 301 or 307 where it moved, 403 where it may only be read
 */
export function repositoryAt({ world, caller, at, url, method }: Asked, to: 'read' | 'write' = 'read'): Repository {
  const repository = findRepository(world, at.owner!, at.repo!);
  if (repository === undefined) {
    const id = world.formerNames.get(`${at.owner}/${at.repo}`.toLowerCase());
    const moved = id === undefined ? undefined : world.repositories.get(id);
    if (moved === undefined || moved.deleted || !mayRead(caller, moved)) throw notFound();
    const rest = url.pathname.replace(/^\/repos\/[^/]+\/[^/]+/, '');
    const location = `${world.apiUrl}/repositories/${moved.id}${rest}${url.search}`;
    throw new Refusal(method === 'get' ? 301 : 307, 'Moved Permanently', { headers: { location } });
  }
  if (!mayRead(caller, repository)) throw notFound();
  if (to === 'read') return repository;
  if (!mayWrite(caller, repository)) {
    throw caller.kind === 'installation' ? notAccessible() : new Refusal(403, 'Must have push access to repository');
  }
  if (repository.archived) throw new Refusal(403, 'Repository was archived so is read-only.');
  return repository;
}
