import {
  type Discovery,
  type Feedback,
  languageById,
  type MissingProgram,
  type Program,
  type SourceTree,
  type Subject,
} from '@gradewire/core';
import { baseName, compare, depthOf, type Folder, rootFolder } from './folder.ts';
import { readManifest } from './manifest.ts';
import * as notes from './notes.ts';
import { findPrograms } from './programs.ts';
import { languageNamed, languageSpelled } from './spelling.ts';
import { type SubjectFolder, subjectFolders } from './subjects.ts';

/**
 * Finds the subjects of a class repository, or of one group's folder, and their programs. `only` keeps the subjects
 * with one of these ids or languages, in any spelling. Never throws: whatever a student hands in is an answer.
 */
export function discover(tree: SourceTree, config: { readonly only?: readonly string[] } = {}): Discovery {
  const found = subjectFolders(rootFolder(tree.files));
  const counts = new Map<string, number>();
  for (const { folder } of found) counts.set(folder.name, (counts.get(folder.name) ?? 0) + 1);
  const subjects: Subject[] = [];
  const programs: Program[] = [];
  const missing: MissingProgram[] = [];
  for (const place of [...found].sort((a, b) => compare(a.folder.path, b.folder.path))) {
    const id = idOf(place, counts);
    const described = describe(id, place);
    if (!isWanted(described.subject, config.only)) continue;
    subjects.push(described.subject);
    programs.push(...described.programs);
    missing.push(...described.missing);
  }
  return { subjects, programs, missing };
}

function describe(id: string, { folder, language: own, sources }: SubjectFolder) {
  const manifest = readManifest(folder);
  const described = manifest?.programs ?? new Map();
  const said = [...described.values()].map((program) => program.language).find((one) => one !== undefined);
  const language = own ?? (said === undefined ? undefined : languageById(said));
  const found = findPrograms({ subject: id, folder, language, sources, described });
  const notesOf: Feedback[] = (manifest?.problems ?? []).map((problem) =>
    notes.manifestInvalid(manifest!.path, problem),
  );
  if (language === undefined && described.size > 0) {
    for (const role of described.keys()) {
      notesOf.push(
        notes.manifestInvalid(manifest!.path, `programs.${role}.language: name the language of the program`),
      );
    }
  }
  const named = languageNamed(folder.name)?.language;
  const related = named === language || (named?.id === 'python' && language?.id === 'jupyter');
  if (language !== undefined && folder.path !== '' && !related) notesOf.push(notes.folderName(folder.name, language));
  notesOf.push(...found.notes);
  const setup = setupScript(folder);
  if (setup !== undefined) notesOf.push(notes.setupNotRun(setup));
  const subject: Subject = { id, folder: folder.path, language: language?.id ?? null, notes: notesOf };
  const missing = found.missing.map((role) => {
    return { id: `${id}/${role}`, subject: id, role, tried: notes.namesTried(role, language) };
  });
  return { subject, programs: found.programs, missing };
}

/** The folder's name; its path where another subject has the same name; the language for the root. */
function idOf({ folder, language }: SubjectFolder, counts: ReadonlyMap<string, number>): string {
  if (folder.path === '') return language?.id ?? 'root';
  return counts.get(folder.name) === 1 ? folder.name : folder.path;
}

function isWanted(subject: Subject, only: readonly string[] | undefined): boolean {
  if (only === undefined || only.length === 0) return true;
  return only.some((name) => {
    const sameId = name.toLowerCase() === subject.id.toLowerCase();
    return sameId || (subject.language !== null && languageSpelled(name)?.id === subject.language);
  });
}

function setupScript(folder: Folder): string | undefined {
  return folder.files
    .map(({ path }) => path)
    .find((path) => depthOf(path) <= 2 && /^(?:setup|install)\.(?:sh|bash)$/i.test(baseName(path)));
}
