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
import { leftInFolder } from './left-in-folder.ts';
import { leftOut } from './left-out.ts';
import { readManifest } from './manifest.ts';
import * as notes from './notes.ts';
import { subjectsCalled } from './only.ts';
import { findPrograms } from './programs.ts';
import { peerRoles } from './roles.ts';
import { languageNamed } from './spelling.ts';
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
  const subjects = all.map(({ subject }) => subject);
  const aside = leftOut(root, found);
  if (config.only === undefined || config.only.length === 0) {
    return asDiscovery(
      all,
      aside.map(({ note }) => note),
    );
  }
  const wanted = new Set<Subject>();
  const ignored: Feedback[] = [];
  for (const name of new Set(config.only)) {
    const called = subjectsCalled(name, subjects);
    for (const subject of called) wanted.add(subject);
    if (called.length > 0) continue;
    const reason = aside.find(({ path }) => path.toLowerCase() === name.replace(/\/$/, '').toLowerCase())?.note;
    ignored.push(
      notes.onlyNoMatch(
        name,
        subjects.map(({ id }) => id),
        reason,
      ),
    );
  }
  return asDiscovery(
    all.filter(({ subject }) => wanted.has(subject)),
    ignored,
  );
}

interface Described {
  readonly subject: Subject;
  readonly programs: readonly Program[];
  readonly missing: readonly MissingProgram[];
}

function asDiscovery(described: readonly Described[], ignored: readonly Feedback[]): Discovery {
  return {
    subjects: described.map(({ subject }) => subject),
    programs: described.flatMap(({ programs }) => programs),
    missing: described.flatMap(({ missing }) => missing),
    ignored,
  };
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

function setupScript(folder: Folder): string | undefined {
  return folder.files
    .map(({ path }) => path)
    .find((path) => depthOf(path) <= 2 && /^(?:setup|install)\.(?:sh|bash)$/i.test(baseName(path)));
}
