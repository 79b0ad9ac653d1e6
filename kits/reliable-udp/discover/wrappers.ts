import { isAside } from '../../discover/aside.ts';
import { baseName, depthOf, folderOf, isMade, stemOf } from '../../discover/folder.ts';
import { inFolder } from '../../discover/in-folder.ts';
import type { Recipe } from '../../discover/recipe.ts';
import type { Source } from '../../discover/sources.ts';
import { words } from '../../discover/spelling.ts';
import type { Candidate } from './candidates.ts';
import { toldByName } from './names.ts';
import { readPythonWrapper } from './python-wrapper.ts';
import type { Place } from './recipes.ts';
import { isShellScript, readShellWrapper, type Wrapped } from './shell-wrapper.ts';
import { type Target, targetOf } from './wrapped-target.ts';

/** A script that starts the team's program. */
export interface Wrapper {
  readonly path: string;
  readonly text: string;
  readonly target: Target;
  readonly recipe: Recipe;
  /** Why the program is started without it; undefined where it is started as it is. */
  readonly unusable: string | undefined;
}

/** How many scripts are read. */
const mostScripts = 8;

/** Shell scripts that are named like a sender and start one, the likeliest first. */
export function shellWrappers(place: Place, candidates: readonly Candidate[]): { plain: Wrapper[]; vague: Wrapper[] } {
  const scripts = place.folder.files
    .filter(({ path }) => ['exact', 'sender', 'rudp'].includes(toldByName(stemOf(path)) ?? ''))
    .filter(({ path, file }) => !isMade(path) && !isAside(path) && isShellScript(path, file.text))
    .sort((a, b) => Number(isPlain(b.path)) - Number(isPlain(a.path)) || depthOf(a.path) - depthOf(b.path))
    .slice(0, mostScripts);
  const found = scripts.flatMap(({ path, file }): Wrapper[] => {
    const text = file.text!;
    const wrapped = readShellWrapper(path, text);
    const target = wrapped && targetOf(wrapped.start, place, candidates);
    if (wrapped === undefined || target === undefined) return [];
    const unusable = whyNot(wrapped) ?? whyNotText(text);
    const recipe = unusable === undefined ? asItIs(path, text, target) : target.direct;
    return [{ path, text, target, recipe, unusable }];
  });
  return { plain: found.filter(({ path }) => isPlain(path)), vague: found.filter(({ path }) => !isPlain(path)) };
}

function isPlain(path: string): boolean {
  return ['sender', 'rudp', 'rudpsender'].includes(words(stemOf(path)).join(''));
}

/** What a source in Python only starts, where that is in another language or needs another Python. */
export function pythonWrapper(source: Source, place: Place, candidates: readonly Candidate[]): Wrapper | undefined {
  const others = candidates.filter((one) => one.source !== source);
  const wrapped = readPythonWrapper(source, (start) => {
    const target = targetOf(start, place, others);
    return target !== undefined && target.source !== source;
  });
  const target = wrapped && targetOf(wrapped.start, place, others);
  if (wrapped === undefined || target === undefined) return undefined;
  const title = target.language.title;
  const unusable =
    target.language.id === 'python' ? whyNot(wrapped) : `there is no Python where programs in ${title} run`;
  if (unusable === undefined) return undefined;
  return { path: source.path, text: source.text, target, recipe: target.direct, unusable };
}

function whyNot({ start, builds }: Wrapped): string | undefined {
  if (builds) return 'it builds the program at each start, when its folder can only be read';
  const interpreter = start.kind === 'tool' ? undefined : start.interpreter;
  if (interpreter === undefined || !/^(?:python|python2[\d.]*|pypy\d?|nodejs)$/.test(interpreter)) return undefined;
  return `there is no "${interpreter}" command (there are python3 and node)`;
}

function whyNotText(text: string): string | undefined {
  return /^#![^\n]{0,200}\r\n/.test(text) ? 'its lines end as on Windows, which no shell reads' : undefined;
}

/** In its own folder. A script without a first line that names its shell is given to one. */
function asItIs(path: string, text: string, target: Target): Recipe {
  const here = `./${baseName(path)}`;
  const command = text.startsWith('#!') ? [here] : [path.endsWith('.bash') ? 'bash' : 'sh', here];
  return {
    // The executable bit is lost on the way through an archive or another system.
    build: [...target.build, ['chmod', '755', `./${path}`]],
    command: inFolder(folderOf(path), command),
  };
}
