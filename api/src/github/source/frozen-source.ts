import { type FrozenCommit, readFrozenCommit } from '@gradewire/db';
import type { Acting, Binding } from '../acting.ts';
import { type Fetched, keptLacking } from './fetch-source.ts';

type Frozen = Extract<Fetched, { source: unknown }>;

/** What has been frozen of this commit before, by a webhook or by somebody who named it, if it is still there. */
export async function frozenSource(
  acting: Pick<Acting, 'db' | 'blobs'>,
  binding: Pick<Binding, 'githubRepositoryId' | 'assignmentId'>,
  sha: string,
): Promise<Frozen | undefined> {
  return stillThere(acting, await readFrozenCommit(acting.db.pool, binding, sha));
}

/** The same of what the database says of it. */
export async function stillThere(
  { blobs }: Pick<Acting, 'blobs'>,
  earlier: FrozenCommit | null,
): Promise<Frozen | undefined> {
  if (earlier === null || !(await blobs.exists(earlier.blobKey))) return undefined;
  const { sourceReference, ...source } = earlier;
  const { lacking, lackingInAll } = keptLacking(sourceReference);
  // Whether one that is not written down is in the way, only the tree tells.
  return lackingInAll === undefined ? { source, lacking } : undefined;
}
