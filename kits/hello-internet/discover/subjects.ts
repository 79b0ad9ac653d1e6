import { type Language, languageById, languages } from '@gradewire/core';
import { binariesFor } from './binaries.ts';
import { lastResort } from './candidates.ts';
import { type Folder, stemOf, subfolders } from './folder.ts';
import { readManifest } from './manifest.ts';
import { chooseSources, startsIn } from './programs.ts';
import { peerRoles, roleOfWords } from './roles.ts';
import { type Source, sourcesIn } from './sources.ts';
import { languageNamed, languageSpelled, words } from './spelling.ts';

/** A folder that is a subject, and what was found out about it on the way. */
export interface SubjectFolder {
  readonly folder: Folder;
  /** Undefined where only its manifest can tell. */
  readonly language: Language | undefined;
  readonly sources: readonly Source[];
}

/** Parts of a program's folder; such a name is nobody's group. */
const parts = new Set(
  'src source sources cmd app lib libs internal pkg common shared include bin build out dist main classes'.split(' '),
);
/** What lies beside the groups' folders in a class repository. */
const others = new Set(
  'doc docs documentation image images img assets media scripts tools tool test tests slides template templates'.split(
    ' ',
  ),
);
const deepest = 4;

/**
 * The folders of a tree that get a score of their own. Folders named for a language come first, then a root that holds
 * programs itself, then folders with programs under any name, then what the one folder below has.
 */
export function subjectFolders(root: Folder, depth = 0): SubjectFolder[] {
  const children = subfolders(root);
  const known = children.map((folder) => ({ folder, subject: asSubject(folder), part: isPart(folder.name) }));
  const subjects = known.filter(({ part }) => !part).flatMap(({ subject }) => (subject ? teams(subject, depth) : []));
  const named = known.some(({ folder, subject, part }) => !part && subject && languageNamed(folder.name));
  if (named) return subjects;

  const direct: Folder = { ...root, files: root.files.filter(({ path }) => !path.includes('/')) };
  const own = rolesIn(direct);
  if (own === 2 || readManifest(root) !== undefined) return asList(root);
  const deeper = depth < deepest ? children.map((folder) => subjectFolders(folder, depth + 1)) : [];
  const whole = deeper.filter((below) => below.length > 1);
  if (subjects.length > 0 && (subjects.length > 1 || whole.length === 0)) {
    if (own === 0 || subjects.length > 1) return subjects;
  }
  if (whole.length === 1) return whole[0]!;
  if (own > 0 || known.some(({ folder, part }) => part && rolesIn(folder) > 0)) return asList(root);
  const below = deeper.filter((one) => one.length > 0);
  return below.length === 1 ? below[0]! : [];
}

/** A folder of a language may hold one folder a group, each with a client and a server. */
function teams(subject: SubjectFolder, depth: number): SubjectFolder[] {
  if (depth >= deepest) return [subject];
  const direct = { ...subject.folder, files: subject.folder.files.filter(({ path }) => !path.includes('/')) };
  if (rolesIn(direct) > 0 || readManifest(subject.folder) !== undefined) return [subject];
  const children = subfolders(subject.folder).filter(({ name }) => !isPart(name) && !others.has(name.toLowerCase()));
  const complete = children.filter((folder) => rolesIn(folder) === 2);
  return complete.length > 1 ? complete.flatMap(asList) : [subject];
}

function asList(folder: Folder): SubjectFolder[] {
  const sources = sourcesIn(folder);
  const language = languageNamed(folder.name)?.language;
  const best = bestLanguage(folder, sources);
  const fits = language !== undefined && sources.some((source) => source.language === language);
  return [{ folder, sources, language: fits ? language : (best ?? language) }];
}

function asSubject(folder: Folder): SubjectFolder | undefined {
  const named = languageNamed(folder.name);
  const [subject] = asList(folder);
  if (readManifest(folder) !== undefined || named?.whole) return subject;
  if (others.has(folder.name.toLowerCase())) return undefined;
  const matches = named !== undefined && subject!.sources.some((source) => source.language === named.language);
  return matches || bestLanguage(folder, subject!.sources) !== undefined ? subject : undefined;
}

/** A name that says which part of a program lies there: `src`, `client`, `cmd`. A language in it wins (`go-client`). */
function isPart(name: string): boolean {
  if (languageSpelled(name) !== undefined) return false;
  if (parts.has(name.toLowerCase())) return true;
  return languageNamed(name) === undefined && words(name).length === 1 && roleOfWords(name) !== undefined;
}

/** How many of the two roles have a program, in the best of the languages. */
function rolesIn(folder: Folder): number {
  const sources = sourcesIn(folder);
  const best = bestLanguage(folder, sources);
  return best === undefined ? 0 : coverage(best, sources, folder);
}

/** The language with programs for most roles, then with most sources, then the first in our list. */
function bestLanguage(folder: Folder, sources: readonly Source[]): Language | undefined {
  let best: Language | undefined;
  let most = 0;
  for (const language of languages) {
    const count = sources.filter((source) => source.language === language).length;
    if (count === 0) continue;
    const score = coverage(language, sources, folder) * 100_000;
    if (score > 0 && score + count > most) [best, most] = [language, score + count];
  }
  return best ?? languageOfBinaries(folder);
}

function coverage(language: Language, sources: readonly Source[], folder: Folder): number {
  return [...chooseSources(language, sources, folder).picked.values()].filter((one) => one.candidate.tier < lastResort)
    .length;
}

/** Of programs without sources: `helloGo` says it; a jar is Java, an `.exe` runs on Mono. */
function languageOfBinaries(folder: Folder): Language | undefined {
  const binaries = peerRoles.flatMap((role) => binariesFor(role, folder));
  for (const binary of binaries) {
    const suffix = /^hello(?:srv)?(.+)$/i.exec(stemOf(binary.path))?.[1];
    const language = suffix === undefined ? undefined : languageSpelled(suffix);
    if (language !== undefined && startsIn(binary, language)) return language;
  }
  const needed = binaries.find((binary) => binary.languages !== undefined)?.languages?.[0];
  return needed === undefined ? undefined : languageById(needed);
}
