import {
  type Discovery,
  type Feedback,
  languageById,
  type MissingProgram,
  type Program,
  type SourceTree,
  type Subject,
} from '@gradewire/core';
import { compare, rootFolder } from '../../discover/folder.ts';
import { narrowed } from '../../discover/only.ts';
import { setupScript } from '../../discover/setup-script.ts';
import { languageNamed } from '../../discover/spelling.ts';
import { leftInFolder } from './left-in-folder.ts';
import { leftOut } from './left-out.ts';
import { readManifest } from './manifest.ts';
import * as notes from './notes.ts';
import { findPrograms } from './programs.ts';
import { peerRoles } from './roles.ts';
import { type SubjectFolder, subjectFolders } from './subjects.ts';

/**
 * Finds the subjects of a class repository, or of one group's folder, and their programs. `only` keeps the subjects
 * with one of these folders' names or languages, in any spelling; then only names without a match are told as ignored. Never throws: whatever a student hands in is an answer.
 */
export function discover(tree: SourceTree, config: { readonly only?: readonly string[] } = {}): Discovery {
  const root = rootFolder(tree.files);
  const found = subjectFolders(root);
  const counts = new Map<string, number>();
  for (const { folder } of found) counts.set(folder.name, (counts.get(folder.name) ?? 0) + 1);
  const places = [...found].sort((a, b) => compare(a.folder.path, b.folder.path));
  const all = places.map((place) => describe(idOf(place, counts), place));
  const aside = leftOut(root, found);
  const whole = {
    subjects: all.map(({ subject }) => subject),
    programs: all.flatMap(({ programs }) => programs),
    missing: all.flatMap(({ missing }) => missing),
    ignored: aside.map(({ note }) => note),
  };
  return narrowed(whole, config.only, aside);
}

interface Described {
  readonly subject: Subject;
  readonly programs: readonly Program[];
  readonly missing: readonly MissingProgram[];
}

function describe(id: string, { folder, language: own, sources }: SubjectFolder): Described {
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
  if (described.size < peerRoles.length) notesOf.push(...leftInFolder(folder, sources, language, found.programs));
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
