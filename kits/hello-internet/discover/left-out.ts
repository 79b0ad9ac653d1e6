import { baseName, type Folder, isMade, subfolders } from '../../discover/folder.ts';
import type { LeftOut } from '../../discover/only.ts';
import { isShell, otherLanguageOf } from '../../discover/other-languages.ts';
import { sourcesIn } from '../../discover/sources.ts';
import * as notes from './notes.ts';
import { isBeside, type SubjectFolder } from './subjects.ts';

/**
 * What lies beside the subjects where a reader might think that it was graded: folders next to theirs, and sources
 * outside all of them. Documents, what tools made and hidden folders are not told.
 */
export function leftOut(root: Folder, subjects: readonly SubjectFolder[]): LeftOut[] {
  return walk(
    root,
    subjects.map(({ folder }) => folder.path),
  );
}

function walk(folder: Folder, subjects: readonly string[]): LeftOut[] {
  if (subjects.includes(folder.path)) return [];
  const inside = folder.path === '' || subjects.some((path) => path.startsWith(`${folder.path}/`));
  if (!inside)
    return isBeside(folder.name) ? [] : [{ path: folder.path, note: notes.folderLeftOut(folder.path, why(folder)) }];
  return [...strays(folder), ...subfolders(folder).flatMap((one) => walk(one, subjects))];
}

/** Sources directly in a folder that only holds the subjects' folders. */
function strays(folder: Folder): LeftOut[] {
  const direct = { ...folder, files: folder.files.filter(({ path }) => !path.includes('/')) };
  const known = new Set(sourcesIn(direct).map(({ path }) => path));
  const isProgram = (path: string) => {
    const other = otherLanguageOf(path);
    return known.has(path) || (other !== undefined && !isShell(other) && !isMade(path));
  };
  const found = direct.files.filter(({ path }) => isProgram(baseName(path))).map(({ file }) => file.path);
  return found.length === 0 ? [] : [{ path: found[0]!, note: notes.strayFiles(found) }];
}

function why(folder: Folder): string {
  const known = [...new Set(sourcesIn(folder).map(({ language }) => language.title))];
  if (known.length > 0) return `neither a client nor a server was recognised among its sources (${known.join(', ')})`;
  const titles = folder.files.filter(({ path }) => !isMade(path)).flatMap(({ path }) => otherLanguageOf(path) ?? []);
  const others = [...new Set(titles)];
  const programs = others.some((title) => !isShell(title)) ? others.filter((title) => !isShell(title)) : others;
  if (programs.length > 0) return `its programs are in ${programs.join(', ')}, which cannot be graded`;
  return 'it holds no program in a language that can be graded';
}
