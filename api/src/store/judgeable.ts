import { type Kit, observesAlike, seedOf } from '@gradewire/core';
import type { CountedRun, Database, Prisma } from '@gradewire/db';
import type { BlobStore } from '@gradewire/storage';

type Version = Prisma.AssignmentVersionGetPayload<Record<string, never>>;

export interface Judgeable {
  /** Ids of runs. */
  readonly judgeable: ReadonlySet<string>;
  /** By run: why it would be judged, were it not for this. */
  readonly whyRun: ReadonlyMap<string, string>;
}

/**
 * The counted runs that a new version can judge from what they observed: everything that decides what is run is what it
 * was, the images too, and the observations are there. The worker proves it for each run, and runs what cannot be judged.
 */
export async function findJudgeable(
  { db: { prisma }, blobs, kits }: { db: Database; blobs: BlobStore; kits: readonly Kit<never>[] },
  to: Version,
  counted: readonly CountedRun[],
): Promise<Judgeable> {
  const kit = kits.find(({ id }) => id === to.kit) as Kit<unknown> | undefined;
  if (kit === undefined) return { judgeable: new Set(), whyRun: new Map() };
  const versions = await prisma.assignmentVersion.findMany({
    where: { id: { in: [...new Set(counted.map(({ versionId }) => versionId))] } },
  });
  const alike = new Set(versions.filter((then) => runsNothingNew(kit, to, then)).map(({ id }) => id));
  const seed = seedOf(to.seeds, to.assignmentId, 'official');
  const images = await imagesOf(prisma, to);
  const whyRun = new Map<string, string>();
  const kept = await Promise.all(
    counted
      .filter(({ versionId, treeDigest, byItself, observed }) => {
        if (!byItself || !alike.has(versionId) || observed.kit !== kit.id || observed.source !== treeDigest)
          return false;
        if (observed.seed !== seed || observed.link !== to.linkBackend) return false;
        return observed.kitVersion !== null && observesAlike(kit.version, observed.kitVersion);
      })
      .filter(({ runId, observed }) => {
        const why = otherImage(images, observed.recipes ?? {});
        if (why !== undefined) whyRun.set(runId, why);
        return why === undefined;
      })
      .map(async ({ runId, observationsKey }) =>
        observationsKey !== null && (await blobs.exists(observationsKey)) ? [runId] : [],
      ),
  );
  return { judgeable: new Set(kept.flat()), whyRun };
}

type Images = Readonly<Record<string, string>>;

/** What the images are made of by which the version is graded: as it was published, or as its trial found them. */
async function imagesOf(prisma: Database['prisma'], { state, imageDigests, trialRunId }: Version): Promise<Images> {
  if (state === 'published' || trialRunId === null) return imageDigests as Images;
  const trial = await prisma.run.findUnique({ where: { id: trialRunId }, select: { result: true } });
  return (trial?.result as { recipes?: Images } | null)?.recipes ?? {};
}

/** Of images that the version does not name, nothing is known here: the worker compares them with those that it has. */
function otherImage(images: Images, observed: Images): string | undefined {
  const name = Object.keys(observed).find((one) => images[one] !== undefined && images[one] !== observed[one]);
  return (
    name && `run again: it was observed in the image ${name} ${observed[name]}, and the version is for ${images[name]}`
  );
}

function runsNothingNew(kit: Kit<unknown>, now: Version, then: Version): boolean {
  if (now.kit !== then.kit) return false;
  try {
    return kit.runsNothingNew(kit.parseConfig(now.config), kit.parseConfig(then.config));
  } catch {
    // An older kit took it, and this one does not: nobody can say what was run.
    return false;
  }
}
