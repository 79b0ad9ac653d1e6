import { shaOf } from '../git/refs.ts';
import { invalid } from '../http/refusal.ts';
import type { Repository, World } from '../world.ts';

const named = /^[0-9a-f]{40}$/;

/**
 * The commit that a branch, a tag or a sha names, wherever in the network of forks it lies, as on GitHub.
 * `owner:branch` is a branch of that owner's fork.
 */
export async function resolve(world: World, repository: Repository, name: string): Promise<string | undefined> {
  const [, owner, branch] = /^([\w-]+):(.+)$/.exec(name) ?? [];
  if (owner !== undefined) {
    const fork = [repository, ...world.repositories.values()].find(
      (one) =>
        one.owner.login.toLowerCase() === owner.toLowerCase() &&
        !one.deleted &&
        (one === repository || one.parent === repository || repository.parent === one),
    );
    return fork && resolve(world, fork, branch!);
  }
  const tried = named.test(name) ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`, `refs/${name}`, name];
  for (const one of tried) {
    const sha = await shaOf(repository.folder, one);
    if (sha !== undefined) return repository.vanished.has(sha) ? undefined : sha;
  }
  return undefined;
}

export async function requireCommit(world: World, repository: Repository, name: string): Promise<string> {
  const sha = await resolve(world, repository, name);
  if (sha === undefined) throw invalid(`No commit found for SHA: ${name}`);
  return sha;
}
