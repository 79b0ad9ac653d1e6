import { type Feedback, type Language, languageById, outputFolder, type Program } from '@gradewire/core';
import type { BinaryProgram } from '../../discover/binaries.ts';
import type { Folder } from '../../discover/folder.ts';
import type { DescribedProgram } from '../../discover/manifest.ts';
import type { ToldRoles } from '../../discover/naming.ts';
import { type Project, projectRecipe, projectsIn } from '../../discover/projects.ts';
import type { Recipe } from '../../discover/recipe.ts';
import { singleFile } from '../../discover/single-file.ts';
import type { Source } from '../../discover/sources.ts';
import { ordinaryForms, sharedForms } from './arguments.ts';
import { binariesFor } from './binaries.ts';
import { type Candidate, candidatesFor, canShare, helpersOf, lastResort } from './candidates.ts';
import * as notes from './notes.ts';
import { naming, otherRole, type PeerRole, peerRoles, roleOfWords } from './roles.ts';

/** A folder to look for programs in. */
export interface Place {
  readonly subject: string;
  readonly folder: Folder;
  readonly language: Language | undefined;
  readonly sources: readonly Source[];
  readonly described: ReadonlyMap<PeerRole, DescribedProgram>;
}

export interface FoundPrograms {
  readonly programs: readonly Program[];
  readonly missing: readonly PeerRole[];
  readonly notes: readonly Feedback[];
}

/** The programs of a subject: as its manifest says, from its sources, or as binaries without any. */
export function findPrograms(place: Place): FoundPrograms {
  const choice = place.language === undefined ? undefined : chooseSources(place.language, place.sources, place.folder);
  const programs: Program[] = [];
  const missing: PeerRole[] = [];
  const said: Feedback[] = [];
  for (const role of peerRoles) {
    const described = place.described.get(role);
    const found = described ? fromManifest(place, role, described) : fromFolder(place, role, choice);
    if (found === undefined) missing.push(role);
    else {
      programs.push(found.program);
      said.push(...found.notes);
    }
  }
  return { programs, missing, notes: said };
}

interface Found {
  readonly program: Program;
  readonly notes: readonly Feedback[];
}

function fromManifest(place: Place, role: PeerRole, described: DescribedProgram): Found | undefined {
  const language = described.language === undefined ? place.language : languageById(described.language);
  if (language === undefined) return undefined;
  const argumentForms = described.form === undefined ? ordinaryForms(role) : [described.form];
  const program = { ...programOf(place, role, language, null, described), argumentForms, stdin: described.stdin };
  return { program, notes: [] };
}

/** What was chosen of one language's sources. */
interface Choice {
  readonly language: Language;
  readonly sources: readonly Source[];
  readonly projects: readonly Project<PeerRole>[];
  readonly picked: ReadonlyMap<PeerRole, Picked>;
}

interface Picked {
  readonly candidate: Candidate;
  /** Others as likely as the one that was chosen. */
  readonly rivals: readonly string[];
  readonly shared: boolean;
}

/** The likeliest source of each role. The same one for both only where it can be both. */
export function chooseSources(language: Language, all: readonly Source[], folder: Folder): Choice {
  const sources = all.filter((source) => source.language === language);
  const projects = projectsIn(folder, language.projects ?? [], sources, naming);
  const told: ToldRoles<PeerRole> = new Map(projects.flatMap((project) => [...project.told]));
  const lists = new Map(peerRoles.map((role) => [role, candidatesFor(role, sources, told)]));
  const first = (role: PeerRole) => lists.get(role)![0];
  const [client, server] = [first('client'), first('server')];
  let shared = false;
  if (client !== undefined && client.source === server?.source) {
    shared = canShare(client, told) || canShare(server, told);
    if (!shared) lists.get(client.tier > server.tier ? 'client' : 'server')!.shift();
  }
  const picked = new Map<PeerRole, Picked>();
  for (const role of peerRoles) {
    const candidate = first(role);
    if (candidate === undefined) continue;
    const taken = first(otherRole(role))?.source;
    const equals = lists.get(role)!.filter((one) => one.tier === candidate.tier && one !== candidate);
    const rivals = equals.map(({ source }) => source).filter((source) => source !== taken);
    picked.set(role, { candidate, rivals: rivals.map(({ path }) => path), shared });
  }
  return { language, sources, projects, picked };
}

function fromFolder(place: Place, role: PeerRole, choice: Choice | undefined): Found | undefined {
  if (choice === undefined) return undefined;
  const picked = choice.picked.get(role);
  if (picked !== undefined && picked.candidate.tier < lastResort) return fromSource(place, role, choice, picked);
  const binary = binariesFor(role, place.folder).find((one) => startsIn(one, choice.language));
  if (binary !== undefined) return fromBinary(place, role, choice.language, binary);
  if (picked !== undefined) return fromSource(place, role, choice, picked);
  const recipe = projectRecipe(choice.projects, role, undefined);
  if (recipe !== undefined) return { program: programOf(place, role, choice.language, null, recipe), notes: [] };
  return fromOtherLanguage(place, role, choice.language);
}

function fromSource(place: Place, role: PeerRole, choice: Choice, { candidate, rivals, shared }: Picked): Found {
  const { source } = candidate;
  const recipe = projectRecipe(choice.projects, role, source) ?? alone(source, role, shared, choice.sources);
  const text = shared ? choice.sources.map((one) => one.text).join('\n') : '';
  const program = {
    ...programOf(place, role, choice.language, source.path, recipe),
    argumentForms: shared ? sharedForms(role, text) : ordinaryForms(role),
  };
  const said = notes.naming(role, choice.language, source.path, recipe.name);
  if (rivals.length > 0) said.push(notes.severalCandidates(role, source.path, rivals));
  if (shared && role === 'client') said.push(notes.oneSource(source.path));
  return { program, notes: said };
}

/** Built without a build tool. A source of both roles may hold a class for each of them. */
function alone(source: Source, role: PeerRole, shared: boolean, sources: readonly Source[]): Recipe {
  const helpers = helpersOf(source, shared ? 'both' : role, sources);
  const fits = shared ? { fits: (name: string) => roleOfWords(name) === role } : {};
  return singleFile(source, { output: outputFolder(role), helpers, ...fits });
}

function fromBinary(place: Place, role: PeerRole, language: Language, binary: BinaryProgram): Found {
  const program = programOf(place, role, language, null, binary);
  return { program, notes: [...notes.naming(role, language, binary.path), notes.noSource(role, binary.path)] };
}

/** A folder may hold its second program in another language than the first. */
function fromOtherLanguage(place: Place, role: PeerRole, usual: Language): Found | undefined {
  for (const language of new Set(place.sources.map((source) => source.language))) {
    if (language === usual) continue;
    const choice = chooseSources(language, place.sources, place.folder);
    const picked = choice.picked.get(role);
    if (picked === undefined || picked.candidate.tier >= lastResort) continue;
    const found = fromSource(place, role, choice, picked);
    return {
      ...found,
      notes: [...found.notes, notes.otherLanguage(role, picked.candidate.source.path, language, usual)],
    };
  }
  return undefined;
}

/** Any image can start a native program; a jar needs a Java machine. */
export function startsIn(binary: BinaryProgram, language: Language): boolean {
  return binary.languages === undefined || binary.languages.includes(language.id);
}

function programOf(place: Place, role: PeerRole, language: Language, source: string | null, recipe: Recipe): Program {
  return {
    id: `${place.subject}/${role}`,
    subject: place.subject,
    role,
    language: language.id,
    source,
    build: recipe.build,
    command: recipe.command,
    argumentForms: ordinaryForms(role),
    environment: language.environment,
    stdin: '',
  };
}
