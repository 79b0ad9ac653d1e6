import { type Language, languageById, outputFolder } from '@gradewire/core';
import { binariesIn } from '../../discover/binaries.ts';
import { extensionOf, folderOf, stemOf } from '../../discover/folder.ts';
import type { Recipe } from '../../discover/recipe.ts';
import type { Source } from '../../discover/sources.ts';
import type { Candidate } from './candidates.ts';
import { type Place, recipeOf } from './recipes.ts';
import { pathOfClass, type Start } from './starts.ts';

/** The program behind a wrapper. */
export interface Target {
  readonly language: Language;
  readonly source: Source | undefined;
  /** Steps that leave the program where the wrapper looks for it. */
  readonly build: readonly (readonly string[])[];
  /** How it is built and started without the wrapper. */
  readonly direct: Recipe;
}

const output = outputFolder('sender');
const jvm = ['java', 'scala', 'kotlin'];

/** What a wrapper starts, as a program of the submission; undefined where it is none that is known. */
export function targetOf(start: Start, place: Place, candidates: readonly Candidate[]): Target | undefined {
  if (start.kind === 'tool') return ofTool(start.interpreter, place, candidates);
  if (start.kind === 'class') return ofClass(start.name, start.classPath, place);
  const source = place.sources.find(({ path }) => path === start.path);
  if (source !== undefined) {
    if (start.interpreter === undefined && source.language.build.length > 0) return undefined;
    return { language: source.language, source, build: [], direct: recipeOf(source, place) };
  }
  const isThere = place.folder.files.some(({ path }) => path === start.path);
  return isThere ? ofBinary(start.path, place, candidates) : builtAt(start.path, place, candidates);
}

function ofTool(tool: string, place: Place, candidates: readonly Candidate[]): Target | undefined {
  const id = { cargo: 'rust', go: 'go', swift: 'swift', dotnet: 'csharp' }[tool];
  const source = candidates.find((one) => one.source.language.id === id)?.source;
  return source && madeFrom(source, recipeOf(source, place), []);
}

function ofClass(name: string, classPath: string, place: Place): Target | undefined {
  const below = pathOfClass(name);
  const isIt = ({ path, language }: Source) =>
    jvm.includes(language.id) && `/${path.slice(0, -extensionOf(path).length)}`.endsWith(`/${below}`);
  const source = place.sources.find(isIt);
  if (source === undefined) return undefined;
  const folder = `./${classPath}`;
  return madeFrom(source, recipeOf(source, place), [
    ['mkdir', '-p', folder],
    ['cp', '-r', `${output}/.`, folder],
  ]);
}

function ofBinary(path: string, { folder }: Place, candidates: readonly Candidate[]): Target | undefined {
  const binary = binariesIn(folder, { isWanted: (one) => one === path, isConventional: () => false })[0];
  if (binary === undefined) return undefined;
  // Any image can start a native program; its own language's has the libraries.
  const language = languageById(binary.languages?.[0] ?? candidates[0]?.source.language.id ?? 'c')!;
  return { language, source: undefined, build: binary.build, direct: binary };
}

/** A path at which there is nothing before the build. */
function builtAt(path: string, place: Place, candidates: readonly Candidate[]): Target | undefined {
  const likely = candidates.slice(0, 20).map(({ source }) => source);
  const named = place.sources.filter((one) => one.starts && stemOf(one.path) === stemOf(path)).slice(0, 20);
  const fits = ({ language }: Source) => {
    if (extensionOf(path) === '.jar') return language.id === 'java';
    if (extensionOf(path) === '.exe') return language.id === 'csharp';
    return language.build.length > 0 && ![...jvm, 'csharp', 'jupyter'].includes(language.id);
  };
  const sources = [...named, ...likely].filter(fits);
  const made = sources.map((source) => ({ source, recipe: recipeOf(source, place) }));
  const exactly = made.find(({ recipe }) => recipe.command[0] === `./${path}`);
  if (exactly !== undefined) return madeFrom(exactly.source, exactly.recipe, []);
  const first = made[0];
  return (
    first && madeFrom(first.source, first.recipe, [['mkdir', '-p', `./${folderOf(path)}`], moved(first.recipe, path)])
  );
}

/** What a recipe made, brought to where it is looked for. */
function moved({ command }: Recipe, path: string): string[] {
  const to = `./${path}`;
  if (extensionOf(path) === '.exe') return ['cp', `${output}/program.exe`, to];
  if (extensionOf(path) !== '.jar') return ['cp', command[0]!, to];
  return ['jar', '--create', '--file', to, '--main-class', command.at(-1)!, '-C', output, '.'];
}

function madeFrom(source: Source, direct: Recipe, more: readonly (readonly string[])[]): Target {
  return { language: source.language, source, build: [...direct.build, ...more], direct };
}
