import type { CheckSuite } from '../checks.ts';
import { type Commit, commitAt } from '../git/history.ts';
import { branchesOf } from '../git/refs.ts';
import type { Asked } from '../http/endpoint.ts';
import { type Installation, iso, type Repository, type World } from '../world.ts';

/** The installation that asks. */
export function installationOf({ caller }: Asked): Installation {
  if (caller.kind !== 'installation') throw new Error('the router lets only an installation in here');
  return caller.installation;
}

/** The suite of an App for a commit, made when it is first needed. */
export async function suiteOf(
  world: World,
  { app }: Installation,
  repository: Repository,
  { headSha, before = null, ...known }: { headSha: string; before?: string | null; branch?: string; head?: Commit },
): Promise<CheckSuite> {
  const there = () =>
    world.checkSuites.find((one) => one.app === app && one.repository === repository && one.headSha === headSha);
  if (there()) return there()!;
  const named = async () => [...(await branchesOf(repository.folder))].find(([, sha]) => sha === headSha)?.[0];
  const headBranch = known.branch ?? (await named()) ?? null;
  const head = known.head ?? (await commitAt(repository.folder, headSha));
  // Another request may have made it in the meantime.
  const other = there();
  if (other) return other;
  const now = iso(world.now());
  const suite = {
    id: world.nextId(),
    repository,
    app,
    head,
    headSha,
    headBranch,
    before,
    createdAt: now,
    updatedAt: now,
  };
  world.checkSuites.push(suite);
  return suite;
}
