import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BuildResult, Observation } from '@gradewire/core';
import type { RecipeDigests } from './images/recipe-digests.ts';

/** What a run saw, so that it can be judged again without running anything. */
export interface ObservationRecord {
  readonly version: 1;
  readonly kit: string;
  readonly kitVersion: string;
  readonly seed: number;
  readonly source: { readonly digest: string };
  readonly builds: readonly BuildResult[];
  /** Digest of each subject's files, with paths from its folder. Older records have none. */
  readonly subjects?: Readonly<Record<string, string>>;
  /** Of the images that it was seen in, as a result has them. Older records have none. */
  readonly recipes?: RecipeDigests;
  /** By case id. */
  readonly observations: Readonly<Record<string, readonly Observation[]>>;
}

/** Where a run leaves what is larger than a result. */
export interface Artefacts {
  /** Once, at the end, as `observations.json`. */
  keepObservations(record: ObservationRecord): Promise<void>;
  /** Each trial's is a file of its own: feedback names packets by their number in it. Returns its name in the folder. */
  keepCapture(of: CaptureOf, capture: Buffer): Promise<string | undefined>;
}

export interface CaptureOf {
  readonly caseId: string;
  /** What tells it from the case's other trials; null for the first of a student's program. */
  readonly trial: string | null;
  /** Of a student's program, and not only of the reference's. */
  readonly isStudents: boolean;
}

export const noArtefacts: Artefacts = { keepObservations: async () => {}, keepCapture: async () => undefined };

export function artefactsIn(folder: string): Artefacts {
  return {
    async keepObservations(record) {
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, 'observations.json'), JSON.stringify(record));
    },
    async keepCapture({ caseId, trial }, capture) {
      if (capture.length === 0) return undefined;
      const name = `${fileName(trial === null ? caseId : `${caseId}/${trial}`)}.pcapng`;
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, name), capture);
      return name;
    },
  };
}

const longestName = 200;

/** Folder names come from students: only harmless characters reach the file system, and no two cases share a name. */
export function fileName(caseId: string): string {
  const harmless = (part: string) =>
    part.replace(/[^A-Za-z0-9._-]/gu, (bad) => `%${bad.codePointAt(0)!.toString(16)}.`);
  const name = caseId.split('/').map(harmless).join('+');
  if (name.length <= longestName) return name;
  return `${name.slice(0, longestName)}%${createHash('sha256').update(caseId).digest('hex').slice(0, 16)}`;
}
