import { InfrastructureFault, type Kit, seedOf } from '@gradewire/core';
import type { Claim, Database, Prisma } from '@gradewire/db';
import type { LinkChoice, RecipeDigests } from '@gradewire/engine';
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
  /** Those that a self-check does without: all that students do not see while they may still submit. Else undefined. */
  readonly withheld: readonly string[] | undefined;
  /** Undefined where the run gives no score: self-checks, the matrix. */
  readonly counts: Counts | undefined;
  /** With what the version was published. */
  readonly published: Published;
  /** What is judged instead of being run. */
  readonly judgeFrom: Observed | undefined;
  /** How it is graded among others; undefined: by itself. */
  readonly among: Among | undefined;
}

/** The kit's version, and what images were made of, by image; those that are not named are not known. */
export interface Published {
  readonly kitVersion: string;
  readonly images: RecipeDigests;
}

/** The other teams' submissions, or the folders of a class repository that it does not change. */
export type Among =
  | { readonly kind: 'teams'; readonly receivedAt: Date }
  | {
      readonly kind: 'repository';
      readonly folders: readonly string[];
      readonly baseTreeDigest: string;
      /** When it was merged: then it is for the class matrix, and the tree is the one after the merge. */
      readonly mergedAt?: Date;
    };

/** An earlier run of the same submission, and what it was graded by. */
export interface Observed {
  readonly runId: string;
  /** As the kit parsed it. */
  readonly config: unknown;
}

/** What lateness depends on. */
export interface Counts {
  readonly receivedAt: Date;
  /** The team's own. */
  readonly dueAt: Date | null;
  readonly percentPerDay: number;
  readonly graceSeconds: number;
}

const names = z.array(z.string()).default([]);
const Visibility = z.object({ hidden: names, untilClosed: names });

/** Everything about a claimed run that grading needs. Throws InfrastructureFault where this worker cannot do it. */
export async function orderOf({ prisma }: Pick<Database, 'prisma'>, claim: Claim): Promise<Order> {
  const run = await prisma.run.findUniqueOrThrow({
    where: { id: claim.runId },
    include: {
      version: { include: { assignment: true } },
      submission: true,
      merge: true,
      judgeFrom: { include: { version: true } },
    },
  });
  const { version, submission, judgeFrom, merge } = run;
  const kit = kitById(version.kit);
  if (kit === undefined) throw new InfrastructureFault(`this worker does not know the kit ${version.kit}: update it`);
  const extension = await prisma.extension.findFirst({
    where: { assignmentId: claim.assignmentId, teamId: claim.teamId },
    select: { dueAt: true },
  });
  const counts = claim.reason === 'official' || claim.reason === 'regrade';
  const visibility = Visibility.parse(version.visibility);
  const { latePercentPerDay, lateGraceSeconds, dueAt } = version.assignment;
  return {
    kit,
    config: configOf(kit, version.config),
    seed: seedOf(version.seeds, version.assignmentId, claim.reason === 'self-check' ? 'self-check' : 'official'),
    link: version.linkBackend,
    treeDigest: merge?.treeDigest ?? submission.treeDigest,
    hidden: visibility.hidden,
    withheld: claim.reason === 'self-check' ? [...visibility.hidden, ...visibility.untilClosed] : undefined,
    counts: counts
      ? {
          receivedAt: submission.receivedAt,
          dueAt: extension?.dueAt ?? dueAt,
          percentPerDay: latePercentPerDay.toNumber(),
          graceSeconds: lateGraceSeconds,
        }
      : undefined,
    published: { kitVersion: version.kitVersion, images: version.imageDigests as RecipeDigests },
    among: amongOf(claim, submission, merge),
    judgeFrom: judgeFrom ? { runId: judgeFrom.id, config: configOf(kit, judgeFrom.version.config) } : undefined,
  };
}

function amongOf(
  { reason }: Claim,
  { receivedAt, changedFolders, baseTreeDigest }: Prisma.SubmissionGetPayload<Record<string, never>>,
  merge: Prisma.MatrixMergeGetPayload<Record<string, never>> | null,
): Among | undefined {
  if (merge !== null) {
    const { folders, treeDigest, mergedAt } = merge;
    return { kind: 'repository', folders, baseTreeDigest: treeDigest, mergedAt };
  }
  if (baseTreeDigest !== null) return { kind: 'repository', folders: changedFolders, baseTreeDigest };
  return reason === 'matrix' ? { kind: 'teams', receivedAt } : undefined;
}

function configOf(kit: Kit<unknown>, stored: unknown): unknown {
  try {
    return kit.parseConfig(stored);
  } catch (error) {
    throw new InfrastructureFault(`the kit ${kit.id} ${kit.version} does not take this version's configuration`, error);
  }
}
