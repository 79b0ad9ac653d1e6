import { isAside } from '../../discover/aside.ts';
import { helpersOf as ownHelpers } from '../../discover/belonging.ts';
import { compare, depthOf, stemOf } from '../../discover/folder.ts';
import { loadedAmong } from '../../discover/loaded.ts';
import type { ToldRoles } from '../../discover/naming.ts';
import type { Source } from '../../discover/sources.ts';
import { callsOf } from './content-hints.ts';
import { type NamedRole, otherRole, type PeerRole, roleOfPath } from './roles.ts';

/** A source that may be the program of a role. */
export interface Candidate {
  readonly source: Source;
  /** The smaller the likelier. */
  readonly tier: number;
}

/** From here on a candidate is a last resort: it holds no entry point, so that it can hardly be built. */
export const lastResort = 100;

/** The sources that may be a role's program, the likeliest first; equal input gives equal order. */
export function candidatesFor(role: PeerRole, sources: readonly Source[], told: ToldRoles<PeerRole>): Candidate[] {
  const found: Candidate[] = [];
  const isLoaded = loadedAmong(sources);
  for (const source of sources) {
    const named = namedRole(source, told);
    const base = tierOf(role, named, contentRole([source]));
    if (base === undefined) continue;
    const library = source.language.entryPoint === undefined && isLoaded(source);
    const tier = base + (source.starts ? 0 : lastResort) + (isAside(source.path) ? 50 : 0) + (library ? 60 : 0);
    found.push({ source, tier });
  }
  const main = mainOf(role, sources, told);
  if (main !== undefined && !found.some((one) => one.source === main)) found.push({ source: main, tier: 90 });
  return found.sort(
    (a, b) =>
      a.tier - b.tier || depthOf(a.source.path) - depthOf(b.source.path) || compare(a.source.path, b.source.path),
  );
}

type ContentRole = PeerRole | 'both' | undefined;

export function contentRole(sources: readonly Source[]): ContentRole {
  const connects = sources.some((source) => callsOf(source).connects);
  const listens = sources.some((source) => callsOf(source).listens);
  if (connects && listens) return 'both';
  return connects ? 'client' : listens ? 'server' : undefined;
}

function namedRole(source: Source, told: ToldRoles<PeerRole>): NamedRole | undefined {
  const named = roleOfPath(source.path);
  if (named?.strength === 'convention') return named;
  const role = told.get(source.path);
  return role === undefined ? named : { role, strength: 'word' };
}

/** Undefined where neither name nor content speaks for the role. */
function tierOf(role: PeerRole, named: NamedRole | undefined, content: ContentRole): number | undefined {
  if (named?.role === role) {
    if (named.strength === 'convention') return 0;
    if (content === otherRole(role)) return 95;
    // `hello` alone is also the name of everyone's first program.
    const silent = { hello: 20, word: 5, folder: 5 }[named.strength];
    return { hello: 10, word: 10, folder: 20 }[named.strength] + (content === undefined ? silent : 0);
  }
  if (named === undefined || named.role === 'both') {
    if (content === role) return 22;
    if (content === 'both' || named?.role === 'both') return 28;
    return undefined;
  }
  if (content === role) return named.strength === 'convention' ? undefined : 42;
  return content === 'both' ? 45 : undefined;
}

/** The one program whose role only the sources beside it tell: a `main` that calls functions of other files. */
function mainOf(role: PeerRole, sources: readonly Source[], told: ToldRoles<PeerRole>): Source | undefined {
  const all = contentRole(sources);
  if (all !== role && all !== 'both') return undefined;
  const open = sources.filter((source) => source.starts && namedRole(source, told) === undefined);
  const starting = open.filter((source) => source.language.entryPoint !== undefined);
  if (starting.length === 1) return starting[0];
  return open.find((source) => /^(main|index|app|program|__main__|run|start)$/i.test(stemOf(source.path)));
}

/** One program can be both client and server only where something says so: its name, its calls, or what it calls. */
export function canShare({ source, tier }: Candidate, told: ToldRoles<PeerRole>): boolean {
  return contentRole([source]) === 'both' || namedRole(source, told)?.role === 'both' || tier === 90;
}

/** Other sources that belong to the program of a role. */
export function helpersOf(main: Source, role: PeerRole | 'both', sources: readonly Source[]): Source[] {
  return ownHelpers(main, sources, {
    belongs: ({ path }) => role === 'both' || roleOfPath(path)?.role !== otherRole(role),
    saysWhose: (path) => roleOfPath(path) !== undefined,
  });
}
