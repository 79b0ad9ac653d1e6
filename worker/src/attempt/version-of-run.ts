import { createHash } from 'node:crypto';
import { InfrastructureFault, type Kit } from '@gradewire/core';
import type { Claim, Database } from '@gradewire/db';
import type { LinkChoice } from '@gradewire/engine';
import { kitById } from '@gradewire/kits';
import { z } from 'zod';

/** What a run is graded by and how it counts. */
export interface Order {
  readonly kit: Kit<unknown>;
  /** As the kit parsed it. */
  readonly config: unknown;
  readonly seed: number;
  readonly link: LinkChoice;
  readonly treeDigest: string;
  /** Cases, or beginnings of their ids, that students never see. */
  readonly hidden: readonly string[];
  /** Undefined where the run gives no score: self-checks, the matrix, previews. */
  readonly counts: Counts | undefined;
}

/** What lateness depends on. */
export interface Counts {
  readonly receivedAt: Date;
  /** The team's own. */
  readonly dueAt: Date | null;
  readonly percentPerDay: number;
  readonly graceSeconds: number;
}

const Seeds = z.record(z.string(), z.unknown());
const SeedList = z.array(z.int().min(0)).min(1);
const Visibility = z.object({ hidden: z.array(z.string()).default([]) });

/** Everything about a claimed run that grading needs. Throws InfrastructureFault where this worker cannot do it. */
export async function orderOf({ prisma }: Pick<Database, 'prisma'>, claim: Claim): Promise<Order> {
  const run = await prisma.run.findUniqueOrThrow({
    where: { id: claim.runId },
    include: { version: { include: { assignment: true } }, submission: true },
  });
  const { version, submission } = run;
  const kit = kitById(version.kit);
  if (kit === undefined) throw new InfrastructureFault(`this worker does not know the kit ${version.kit}: update it`);
  const extension = await prisma.extension.findFirst({
    where: { assignmentId: claim.assignmentId, teamId: claim.teamId },
    select: { dueAt: true },
  });
  const counts = claim.reason === 'official' || (claim.reason === 'regrade' && run.regradeBatchId === null);
  const { latePercentPerDay, lateGraceSeconds, dueAt } = version.assignment;
  return {
    kit,
    config: configOf(kit, version.config),
    seed: seedOf(version.seeds, version.id, claim.reason === 'self-check' ? 'self-check' : 'official'),
    link: version.linkBackend,
    treeDigest: submission.treeDigest,
    hidden: Visibility.parse(version.visibility).hidden,
    counts: counts
      ? {
          receivedAt: submission.receivedAt,
          dueAt: extension?.dueAt ?? dueAt,
          percentPerDay: latePercentPerDay.toNumber(),
          graceSeconds: lateGraceSeconds,
        }
      : undefined,
  };
}

function configOf(kit: Kit<unknown>, stored: unknown): unknown {
  try {
    return kit.parseConfig(stored);
  } catch (error) {
    throw new InfrastructureFault(`the kit ${kit.id} ${kit.version} does not take this version's configuration`, error);
  }
}

/**
 * The first of the seeds that the version names for the reason. Where it names none: one that follows from the version,
 * so that everybody gets the same and nobody can know it beforehand; self-checks get another one than what counts.
 */
export function seedOf(seeds: unknown, versionId: string, reason: 'official' | 'self-check'): number {
  const named = SeedList.safeParse(Seeds.safeParse(seeds).data?.[reason]);
  if (named.success) return named.data[0]!;
  return createHash('sha256').update(`${versionId}/${reason}`).digest().readUInt32BE();
}
