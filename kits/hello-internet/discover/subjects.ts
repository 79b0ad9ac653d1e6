import { type Language, languageById, languages } from '@gradewire/core';
import { type Folder, stemOf, subfolders } from '../../discover/folder.ts';
import { type Source, sourcesIn } from '../../discover/sources.ts';
import { languageNamed, languageSpelled, words } from '../../discover/spelling.ts';
import { binariesFor } from './binaries.ts';
import { lastResort } from './candidates.ts';
import { readManifest } from './manifest.ts';
import { chooseSources, startsIn } from './programs.ts';
import { peerRoles, roleOfPath, roleOfWords } from './roles.ts';

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
/** True of a folder's name that no group gives its folder. */
export function isBeside(name: string): boolean {
  return others.has(name.toLowerCase());
}

const deepest = 4;

/**
 * The folders of a tree that get a score of their own. Folders named for a language come first, then a root that holds
 * programs itself, then folders with programs under any name, then what the folders below have.
 */
export function subjectFolders(root: Folder, depth = 0): SubjectFolder[] {
  const children = subfolders(root).filter(({ name }) => !isBeside(name));
  const named = children.filter(isNamed);
  const inside = children
    .filter((folder) => !named.includes(folder))
    .map((folder) => ({ folder, below: depth < deepest ? subjectFolders(folder, depth + 1) : [] }));
  const groups = inside
    .filter(({ folder, below }) => !isPart(folder.name) && below.length === 1 && below[0]!.folder.path === folder.path)
    .flatMap(({ below }) => below);
  if (areParts(named)) return asList(root);
  if (named.length > 0) return [...named.flatMap((folder) => teams(folder, depth)), ...groups];

  const own = rolesIn(withoutSubfolders(root));
  if (own === 2 || readManifest(root) !== undefined) return asList(root);
  const classes = inside.filter(({ below }) => below.length > 1);
  if (groups.length > 1 || (groups.length === 1 && own === 0 && classes.length === 0)) return groups;
  if (classes.length === 1) return classes[0]!.below;
  if (own > 0 || children.some((folder) => isPart(folder.name) && rolesIn(folder) > 0)) return asList(root);
  return inside.flatMap(({ below }) => below);
}

function withoutSubfolders(folder: Folder): Folder {
  return { ...folder, files: folder.files.filter(({ path }) => !path.includes('/')) };
}

/** `helloGo` beside `hellosrvGo`, a crate or target each: two programs of one group, not two groups. */
function areParts(folders: readonly Folder[]): boolean {
  const said = new Set(folders.map(({ name }) => languageNamed(name)?.language));
  const roles = new Set(folders.map(({ name }) => roleOfPath(name)?.role));
  return said.size === 1 && peerRoles.every((role) => roles.has(role)) && folders.every((one) => rolesIn(one) < 2);
}

/** A folder of a language may hold one folder a group, each with a client and a server. */
function teams(folder: Folder, depth: number): SubjectFolder[] {
  const direct = rolesIn(withoutSubfolders(folder));
  if (depth >= deepest || direct > 0 || readManifest(folder) !== undefined) return asList(folder);
  const children = subfolders(folder).filter(({ name }) => !isPart(name) && !isBeside(name));
  const complete = children.filter((child) => rolesIn(child) === 2);
  return complete.length > 1 ? complete.flatMap(asList) : asList(folder);
}

function asList(folder: Folder): SubjectFolder[] {
  const sources = sourcesIn(folder);
  const language = languageNamed(folder.name)?.language;
  const best = bestLanguage(folder, sources);
  const fits = language !== undefined && sources.some((source) => source.language === language);
  return [{ folder, sources, language: fits ? language : (best ?? language) }];
}

/** Named for a language, as a whole or, where there is something of that language in it, in part. */
function isNamed(folder: Folder): boolean {
  const named = languageNamed(folder.name);
  if (named === undefined || isPart(folder.name)) return false;
  if (named.whole || readManifest(folder) !== undefined) return true;
  if (sourcesIn(folder).some((source) => source.language === named.language)) return true;
  return peerRoles.some((role) => binariesFor(role, folder).some((binary) => startsIn(binary, named.language)));
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

/** How many roles have a program in a language, with its source or as a binary. */
function coverage(language: Language, sources: readonly Source[], folder: Folder): number {
  const { picked } = chooseSources(language, sources, folder);
  return peerRoles.filter((role) => {
    if ((picked.get(role)?.candidate.tier ?? lastResort) < lastResort) return true;
    return binariesFor(role, folder).some((binary) => startsIn(binary, language));
  }).length;
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
