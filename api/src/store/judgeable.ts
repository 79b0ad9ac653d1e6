import { isDeepStrictEqual } from 'node:util';
import { type Kit, observesAlike, seedOf } from '@gradewire/core';
import type { CountedRun, Database, Prisma } from '@gradewire/db';
import type { BlobStore } from '@gradewire/storage';

type Version = Prisma.AssignmentVersionGetPayload<Record<string, never>>;

/**
 * The counted runs that a new version can judge from what they observed, by id: everything that decides what is run is
 * what it was, and the observations are there. The worker proves it for each run, and runs what cannot be judged.
 */
export async function findJudgeable(
  { db: { prisma }, blobs, kits }: { db: Database; blobs: BlobStore; kits: readonly Kit<never>[] },
  to: Version,
  counted: readonly CountedRun[],
): Promise<Set<string>> {
  const kit = kits.find(({ id }) => id === to.kit) as Kit<unknown> | undefined;
  if (kit === undefined) return new Set();
  const versions = await prisma.assignmentVersion.findMany({
    where: { id: { in: [...new Set(counted.map(({ versionId }) => versionId))] } },
  });
  const alike = new Set(versions.filter((then) => runsNothingNew(kit, to, then)).map(({ id }) => id));
  const seed = seedOf(to.seeds, to.assignmentId, 'official');
  const kept = await Promise.all(
    counted
      .filter(({ versionId, treeDigest, byItself, observed }) => {
        if (!byItself || !alike.has(versionId) || observed.kit !== kit.id || observed.source !== treeDigest)
          return false;
        if (observed.seed !== seed || observed.link !== to.linkBackend) return false;
        return observed.kitVersion !== null && observesAlike(kit.version, observed.kitVersion);
      })
      .map(async ({ runId, observationsKey }) =>
        observationsKey !== null && (await blobs.exists(observationsKey)) ? [runId] : [],
      ),
  );
  return new Set(kept.flat());
}

function runsNothingNew(kit: Kit<unknown>, now: Version, then: Version): boolean {
  if (now.kit !== then.kit || !isDeepStrictEqual(now.imageDigests, then.imageDigests)) return false;
  try {
    return kit.runsNothingNew(kit.parseConfig(now.config), kit.parseConfig(then.config));
  } catch {
    // An older kit took it, and this one does not: nobody can say what was run.
    return false;
  }
}
