import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { observesAlike } from '@gradewire/core';
import { type Claim, countedTrees, observationsOfClass, type TeamTree } from '@gradewire/db';
import type { InClass, ObservationRecord, Opponents } from '@gradewire/engine';
import { type BlobStore, thaw } from '@gradewire/storage';
import type { Means } from './grade-run.ts';
import type { Order } from './version-of-run.ts';

/** The class that a run is graded in. */
export interface ClassOfRun {
  readonly inClass: InClass;
  /** By the name that the subjects' ids begin with; none in a class repository. */
  readonly teams: ReadonlyMap<string, TeamTree>;
}

/**
 * Lays out those whom a run's programs meet, below `place`. They are read after the claim: of two teams whose submissions
 * are graded at the same time, the run that was queued later meets the other's.
 */
export async function classOfRun(
  means: Pick<Means, 'db' | 'blobs'>,
  claim: Claim,
  order: Pick<Order, 'among' | 'kit' | 'treeDigest'>,
  place: string,
): Promise<ClassOfRun | undefined> {
  const { among } = order;
  if (among === undefined) return undefined;
  return among.kind === 'teams'
    ? amongTeams(means, claim, order, place)
    : amongFolders(means, claim, order, among, place);
}

async function amongTeams(
  { db, blobs }: Pick<Means, 'db' | 'blobs'>,
  claim: Claim,
  { kit }: Pick<Order, 'kit'>,
  place: string,
): Promise<ClassOfRun> {
  const trees = await countedTrees(db, claim.assignmentId, claim.versionId);
  const opponents: Opponents[] = [];
  const known: ObservationRecord[] = [];
  let name = '';
  for (const [index, { teamId, slug, treeDigest, observations }] of trees.entries()) {
    const record = observations === null ? undefined : await recordIn(blobs, observations, kit);
    if (record !== undefined) known.push(record);
    if (teamId === claim.teamId) {
      name = slug;
      continue;
    }
    const folder = path.join(place, `opponent-${index}`);
    await thaw(blobs, treeDigest, folder);
    opponents.push({ folder, name: slug });
  }
  const teams = new Map(trees.map((one) => [one.slug, one]));
  return { inClass: { name, opponents, pairsOnly: true, known }, teams };
}

async function amongFolders(
  { db, blobs }: Pick<Means, 'db' | 'blobs'>,
  claim: Claim,
  { kit, treeDigest }: Pick<Order, 'kit' | 'treeDigest'>,
  among: Extract<NonNullable<Order['among']>, { kind: 'repository' }>,
  place: string,
): Promise<ClassOfRun> {
  const { folders, baseTreeDigest, mergedAt } = among;
  const own = path.join(place, 'source');
  const base = treeDigest === baseTreeDigest ? own : path.join(place, 'base');
  if (base !== own) await thaw(blobs, baseTreeDigest, base);
  const keys = await observationsOfClass(db, claim.assignmentId, claim.versionId, claim.submissionId);
  const known: ObservationRecord[] = [];
  for (const key of keys) {
    const record = await recordIn(blobs, key, kit);
    if (record !== undefined) known.push(record);
  }
  const opponents = [{ folder: base, except: folders }];
  return { inClass: { changed: folders, opponents, pairsOnly: mergedAt !== undefined, known }, teams: new Map() };
}

/** What an earlier run saw. Without it that is seen again; nothing is lost but time. */
async function recordIn(blobs: BlobStore, key: string, kit: Order['kit']): Promise<ObservationRecord | undefined> {
  const blob = await blobs.get(key);
  if (blob === undefined) return undefined;
  const record = JSON.parse((await buffer(blob)).toString()) as ObservationRecord;
  const isLike = record.version === 1 && record.kit === kit.id && observesAlike(kit.version, record.kitVersion);
  if (!isLike) return undefined;
  // What else was seen of two hundred teams need not lie in memory.
  const wanted = Object.entries(record.observations).filter(([id]) => /^(reference|pair)\//.test(id));
  return { ...record, observations: Object.fromEntries(wanted) };
}
