import { type Feedback, type Language, languageById, type Program } from '@gradewire/core';
import { isAside } from '../../discover/aside.ts';
import { binariesIn } from '../../discover/binaries.ts';
import type { Recipe } from '../../discover/recipe.ts';
import type { Source } from '../../discover/sources.ts';
import { documented, formsFor } from './arguments.ts';
import { type Candidate, lastResort, onlyHints } from './candidates.ts';
import type { SenderManifest } from './manifest.ts';
import { naming } from './names.ts';
import * as notes from './notes.ts';
import { madeWithoutSource, type Place, recipeOf } from './recipes.ts';
import { startOf } from './starts.ts';
import { pythonWrapper, shellWrappers, type Wrapper } from './wrappers.ts';

/** The sender and what was found out on the way to it. */
export interface FoundSender {
  readonly program: Program;
  /** Its main source, where one is known. */
  readonly source: Source | undefined;
  /** The file that was taken, for sentences about the others. */
  readonly chosen: string;
  readonly notes: readonly Feedback[];
}

/**
 * The sender, by the first of these that there is: the manifest; a script named `sender` or `rudp` that starts it; a
 * source, by name; a script with another name; a source, by content; a program without source; what a project file
 * makes; a source that cannot be started as far as its text tells.
 */
export function findSender(
  place: Place,
  candidates: readonly Candidate[],
  manifest: SenderManifest | undefined,
): FoundSender | undefined {
  const wrappers = shellWrappers(place, candidates);
  const best = candidates[0];
  const described = fromManifest(place, candidates, manifest);
  if (described !== undefined) return described;
  if (wrappers.plain[0] !== undefined) return fromWrapper(place, wrappers.plain[0]);
  if (best !== undefined && best.tier < onlyHints) return fromSource(place, candidates, best);
  if (wrappers.vague[0] !== undefined) return fromWrapper(place, wrappers.vague[0]);
  if (best !== undefined && best.tier < lastResort) return fromSource(place, candidates, best);
  return fromBinary(place) ?? fromProject(place) ?? (best && fromSource(place, candidates, best));
}

function fromManifest(
  place: Place,
  candidates: readonly Candidate[],
  manifest: SenderManifest | undefined,
): FoundSender | undefined {
  const described = manifest?.program;
  if (described === undefined) return undefined;
  const language = languageById(described.language ?? languageOfCommand(described.command) ?? '');
  const known = language ?? candidates[0]?.source.language ?? place.sources[0]?.language;
  if (known === undefined) return undefined;
  const forms = described.form === undefined ? formsFor(textOf(place, known)) : [described.form];
  const program = programOf(known, undefined, described, forms);
  const found = { ...program, stdin: described.stdin };
  return { program: found, source: undefined, chosen: manifest!.path, notes: [] };
}

/** Of `python3 x.py` and the like; what only a build makes says nothing. */
function languageOfCommand(command: readonly string[]): string | undefined {
  // Behind the change of folder that `inFolder` puts before a command.
  const words = command[0] === 'sh' && command[2]?.startsWith('cd ') ? command.slice(4) : command;
  const start = startOf(words, '');
  const interpreter = start?.interpreter ?? '';
  const names: readonly [RegExp, string][] = [
    [/^py/, 'python'],
    [/^node/, 'javascript'],
    [/^(?:java|scala|kotlin|ruby|perl|lua)/, interpreter.replace(/[\d.]+$/, '')],
    [/^mono$/, 'csharp'],
  ];
  return names.find(([pattern]) => pattern.test(interpreter))?.[1];
}

function fromWrapper(place: Place, { path, text, target, recipe, unusable }: Wrapper): FoundSender {
  const { language, source } = target;
  const forms = formsFor(`${text}\n${textOf(place, language)}`);
  const said = unusable === undefined ? [] : [notes.wrapperNotUsed(path, source?.path ?? 'What it starts', unusable)];
  const chosen = unusable === undefined ? path : (source?.path ?? path);
  return { program: programOf(language, source, recipe, forms), source, chosen, notes: said };
}

function fromSource(place: Place, candidates: readonly Candidate[], { source, tier }: Candidate): FoundSender {
  const wrapper = pythonWrapper(source, place, candidates);
  if (wrapper !== undefined) return fromWrapper(place, wrapper);
  const { language, path } = source;
  const said: Feedback[] = [];
  const rivals = candidates.filter((one) => one.tier === tier && one.source !== source).map((one) => one.source.path);
  if (rivals.length > 0) said.push(notes.severalCandidates('sender', path, rivals));
  if (tier > onlyHints && naming.roleOfPath(path) === undefined) said.push(notes.notByName(path, language));
  const forms = formsFor(textOf(place, language));
  return { program: programOf(language, source, recipeOf(source, place), forms), source, chosen: path, notes: said };
}

function fromBinary(place: Place): FoundSender | undefined {
  const binary = binariesIn(place.folder, {
    isWanted: (path) => naming.roleOfPath(path) === 'sender' && !isAside(path),
    isConventional: naming.isConventional,
  })[0];
  if (binary === undefined) return undefined;
  const usual = place.sources.map(({ language }) => language).find((one) => binary.languages?.includes(one.id) ?? true);
  const language = usual ?? languageById(binary.languages?.[0] ?? 'c')!;
  const program = programOf(language, undefined, binary, formsFor(''));
  return { program, source: undefined, chosen: binary.path, notes: [notes.noSource('sender', binary.path)] };
}

function fromProject(place: Place): FoundSender | undefined {
  const made = madeWithoutSource(place);
  if (made === undefined) return undefined;
  const { language, recipe } = made;
  const program = programOf(language, undefined, recipe, formsFor(textOf(place, language)));
  return { program, source: undefined, chosen: recipe.name ?? recipe.command.join(' '), notes: [] };
}

/** The text of a language's sources, as far as they may read the arguments. */
function textOf({ sources }: Place, language: Language): string {
  const own = sources.filter((one) => one.language === language && !isAside(one.path));
  return own
    .slice(0, 100)
    .map(({ code }) => code.slice(0, 65_536))
    .join('\n');
}

function programOf(
  language: Language,
  source: Source | undefined,
  { build, command }: Recipe,
  argumentForms: Program['argumentForms'] = [documented],
): Program {
  return {
    id: 'sender/sender',
    subject: 'sender',
    role: 'sender',
    language: language.id,
    source: source?.path ?? null,
    build,
    command,
    argumentForms,
    environment: language.environment,
    stdin: '',
  };
}
