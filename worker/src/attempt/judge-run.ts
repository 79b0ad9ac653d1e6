import { createHash } from 'node:crypto';
import { GradingResult } from '@gradewire/core';
import type { Claim, NewArtefact, Prisma } from '@gradewire/db';
import { CannotJudge, judgeAgain, type ObservationRecord, readTree, recipesFor } from '@gradewire/engine';
import type { BlobStore } from '@gradewire/storage';
import type { Means } from './grade-run.ts';
import { concealedBy, keepArtefacts } from './keep-artefacts.ts';
import type { OnStep } from './steps.ts';
import type { Observed, Order } from './version-of-run.ts';

type ArtefactRow = Prisma.ArtefactGetPayload<Record<string, never>>;

export interface Judged {
  readonly result: GradingResult;
  readonly artefacts: readonly NewArtefact[];
}

/**
 * Judges what an earlier run of the same source observed; nothing is run. Throws CannotJudge where its observations do not
 * suffice or are not there any more.
 */
export async function judgeRun(
  { db, blobs }: Pick<Means, 'db' | 'blobs'>,
  claim: Claim,
  order: Order,
  observed: Observed,
  folder: string,
  onStep: OnStep,
): Promise<Judged> {
  const rows = await db.prisma.artefact.findMany({ where: { runId: observed.runId, deletedAt: null } });
  const [record, earlier] = await Promise.all([
    content(blobs, rows, 'observations'),
    content(blobs, rows, 'result').then((text) => GradingResult.parse(text)),
  ]);
  const { kit, config, seed, link, published } = order;
  const tree = await readTree(folder);
  const languages = kit.discover(tree, config).programs.map(({ language }) => language);
  const here = await recipesFor(kit, config, languages);
  // Where the version says in which image, that is what counts, and not which one this worker has by now.
  const recipes = Object.fromEntries(Object.entries(here).map(([name, own]) => [name, published.images[name] ?? own]));
  const result = judgeAgain(
    { kit, config, seed, link, recipes, tree },
    { config: observed.config, record: record as ObservationRecord, result: earlier },
  );
  onStep('graded');
  const own = await keepArtefacts({ blobs }, claim, result, [], order.hidden);
  onStep('stored');
  return { result, artefacts: [...own, ...carriedOver(rows, result, order.hidden)] };
}

async function content(blobs: BlobStore, rows: readonly ArtefactRow[], kind: 'observations' | 'result') {
  const row = rows.find((one) => one.kind === kind);
  const blob = row && (await blobs.get(row.blobKey));
  if (row === undefined || blob === undefined) throw new CannotJudge(`its ${kind} were not kept`);
  const bytes = Buffer.concat(await blob.toArray());
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  if (digest !== row.digest) throw new CannotJudge(`its ${kind} are damaged in the blob store`);
  return JSON.parse(bytes.toString()) as unknown;
}

/**
 * What was observed belongs to this run as well: the same blobs, for the same time, so that both runs' rows end at the
 * same moment.
 */
function carriedOver(rows: readonly ArtefactRow[], result: GradingResult, hidden: readonly string[]): NewArtefact[] {
  const named = new Set(result.cases.flatMap(({ artefacts }) => artefacts));
  const concealed = concealedBy(result, hidden);
  return rows
    .filter(({ kind, name }) => kind === 'observations' || (kind === 'capture' && named.has(name)))
    .map(({ kind, name, mediaType, blobKey, sizeBytes, digest, expiresAt }) => ({
      ...{ kind, name, mediaType, blobKey, digest },
      sizeBytes: Number(sizeBytes),
      hidden: kind === 'observations' || concealed.has(name),
      ...(expiresAt === null ? {} : { expiresAt }),
    }));
}
