import type { Feedback, Language, Program } from '@gradewire/core';
import { isAside } from '../../discover/aside.ts';
import { type Folder, isMade } from '../../discover/folder.ts';
import { isShell, otherLanguageOf } from '../../discover/other-languages.ts';
import type { Source } from '../../discover/sources.ts';
import * as notes from './notes.ts';
import { roleOfPath } from './roles.ts';

/**
 * Files of a subject's folder whose names say that they are a client or a server, and that are not graded: in another
 * language than the programs, or kept as an old copy. Equally likely ones are told as `several-candidates`.
 */
export function leftInFolder(
  folder: Folder,
  sources: readonly Source[],
  language: Language | undefined,
  programs: readonly Program[],
): Feedback[] {
  const told = (path: string) => !['folder', undefined].includes(roleOfPath(path)?.strength) && !isMade(path);
  const used = (path: string) =>
    programs.some(({ source, build }) => source === path || build.flat().some((item) => item.endsWith(path)));
  const graded = new Set([language?.id, ...programs.map((program) => program.language)]);
  const chosenAside = programs.some(({ source }) => source !== null && isAside(source));
  const found: Feedback[] = [];
  for (const { path, language: own } of sources) {
    if (!told(path) || used(path)) continue;
    if (!graded.has(own.id)) found.push(notes.fileLeftOut(path, `it is in ${own.title}, and the programs are not`));
    else if (isAside(path) && !chosenAside) {
      found.push(notes.fileLeftOut(path, 'its name says that it is a test, an example or an old copy'));
    }
  }
  for (const { path } of folder.files) {
    const other = otherLanguageOf(path);
    if (other === undefined || isShell(other) || !told(path) || used(path)) continue;
    found.push(notes.fileLeftOut(path, `it is in ${other}, which cannot be graded`));
  }
  return found;
}
