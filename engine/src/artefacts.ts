import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Where a run leaves its captures; a case's are one file, a section of pcapng per trial. */
export interface Artefacts {
  /** Returns the name of the file in the folder. */
  keepCapture(caseId: string, captures: readonly Buffer[]): Promise<string | undefined>;
}

export const noArtefacts: Artefacts = { keepCapture: async () => undefined };

export function artefactsIn(folder: string): Artefacts {
  return {
    async keepCapture(caseId, captures) {
      const whole = Buffer.concat(captures);
      if (whole.length === 0) return undefined;
      const name = `${fileName(caseId)}.pcapng`;
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, name), whole);
      return name;
    },
  };
}

/** Folder names come from students: only harmless characters reach the file system, and no two cases share a name. */
export function fileName(caseId: string): string {
  return caseId
    .split('/')
    .map((part) => part.replace(/[^A-Za-z0-9._-]/g, (bad) => `%${bad.codePointAt(0)!.toString(16)}`))
    .join('--');
}
