import { isAside } from '../../discover/aside.ts';
import { compare, depthOf, stemOf } from '../../discover/folder.ts';
import { loadedAmong } from '../../discover/loaded.ts';
import type { ToldRoles } from '../../discover/naming.ts';
import type { Source } from '../../discover/sources.ts';
import { toldByPath } from './names.ts';
import { sendsTransfers, sendTogether } from './transfers.ts';

/** A source that may be the sender. */
export interface Candidate {
  readonly source: Source;
  /** The smaller the likelier. */
  readonly tier: number;
}

/** From here on only a folder's name or the content speaks for a candidate. */
export const onlyHints = 12;
/** From here on a candidate is a last resort: it holds no entry point, so that it can hardly be built. */
export const lastResort = 100;

const tiers = { exact: 0, sender: 4, rudp: 8, both: 10, folder: onlyHints, near: 18 } as const;
const told = 2;
const vague = { withContent: 14, alone: 34 };
const content = 24;
const mainBeside = 30;

/**
 * The sources that may be the sender, the likeliest first: by name (`sender`, what a project file calls so,
 * `*sender*`, `rudp*`, a folder's name), then by content. Less likely: unfinished, a test or an old copy, a module
 * that other sources load, without an entry point. Of equals the least deep, then by path.
 */
export function candidatesIn(sources: readonly Source[], toldByProjects: ToldRoles<'sender'>): Candidate[] {
  const isLoaded = loadedAmong(sources.filter(({ path }) => !isAside(path) && toldByPath(path) !== 'other'));
  const found: Candidate[] = [];
  for (const source of sources) {
    const tier = tierOf(source, toldByProjects);
    if (tier === undefined) continue;
    const faults = [
      isUnfinished(source) ? 1 : 0,
      isAside(source.path) ? 50 : 0,
      isModule(source, isLoaded) ? 60 : 0,
      source.starts ? 0 : lastResort,
    ];
    found.push({ source, tier: faults.reduce((sum, one) => sum + one, tier) });
  }
  for (const source of mainsBeside(sources)) {
    if (!found.some((one) => one.source === source)) found.push({ source, tier: mainBeside });
  }
  return found.sort(
    (a, b) =>
      a.tier - b.tier || depthOf(a.source.path) - depthOf(b.source.path) || compare(a.source.path, b.source.path),
  );
}

/** Undefined where neither name nor content speaks for a sender. */
function tierOf(source: Source, toldByProjects: ToldRoles<'sender'>): number | undefined {
  const name = toldByPath(source.path);
  if (name === 'exact') return tiers.exact;
  if (toldByProjects.has(source.path)) return told;
  if (name === 'other') return undefined;
  if (name === 'vague') return sendsTransfers(source) ? vague.withContent : vague.alone;
  if (name !== undefined) return tiers[name];
  return sendsTransfers(source) ? content : undefined;
}

/** A method that is to be written yet: the skeleton that the course hands out, beside a sender in another language. */
function isUnfinished({ code }: Source): boolean {
  return /\braise\s{1,9}NotImplementedError\b|\bNotImplementedException\b|\b(?:unimplemented|todo)!\s{0,9}\(/.test(
    code,
  );
}

/** Of a language in which any source can be started: it is there to be loaded, as far as can be told. */
function isModule(source: Source, isLoaded: (source: Source) => boolean): boolean {
  const { language, code } = source;
  if (language.entryPoint !== undefined) return false;
  if (/__name__|__FILE__|\$PROGRAM_NAME|\brequire\.main\b|\bcaller\b/.test(code)) return false;
  if (isLoaded(source)) return true;
  const declares = /^(?:def|class|async)\b/m.test(code);
  return language.id === 'python' && declares && !/^(?:(?:if|for|while|with)\b|[\w.]{1,100} ?\()/m.test(code);
}

/** Programs whose purpose only the sources beside them tell: a `main` that calls functions of other files. */
function mainsBeside(sources: readonly Source[]): Source[] {
  return [...Map.groupBy(sources, ({ language }) => language)].flatMap(([language, own]) => {
    const unnamed = own.filter((source) => toldByPath(source.path) !== 'other' && !isAside(source.path));
    if (!own.some((source) => sendsTransfers(source) || saysSender(source.path)) && !sendTogether(unnamed)) return [];
    const open = own.filter(
      (source) => source.starts && toldByPath(source.path) === undefined && !isAside(source.path),
    );
    if (language.entryPoint !== undefined && open.length === 1) return open;
    return open
      .filter((one) => /^(?:main|index|app|program|__main__|run|start|cli)$/i.test(stemOf(one.path)))
      .slice(0, 1);
  });
}

function saysSender(path: string): boolean {
  return ['exact', 'sender', 'folder'].includes(toldByPath(path) ?? '');
}
