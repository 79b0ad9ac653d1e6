import type { Discovery, Focus, Kit, SourceTree, Subject } from '@gradewire/core';
import type { ObservationRecord } from './artefacts.ts';
import type { SubjectSource } from './build/build-subject.ts';
import { readTree } from './source/read-tree.ts';

/** Programs of others, which the submission's meet. They get no score. */
export interface Opponents {
  readonly folder: string;
  /** Goes before the ids of their subjects, as `<name>:<id>`. */
  readonly name?: string;
  /** Folders of which they bring nothing: the submission has its own. */
  readonly except?: readonly string[];
}

/** How a submission is graded among others: its row and its column of the class's matrix, and nobody else's. */
export interface InClass {
  /** As with opponents. Two teams may both hand in a folder `c`. */
  readonly name?: string;
  /** Folders that are graded, from the submission's root; all if not given. Its other subjects are left out. */
  readonly changed?: readonly string[];
  readonly opponents: readonly Opponents[];
  /** Nothing but the pairs, and what these rest on: no score. */
  readonly pairsOnly: boolean;
  /** What other runs of the same version saw: of programs that are still the same it is not run again. */
  readonly known: readonly ObservationRecord[];
}

/** All that is found before anything is built. */
export interface Gathered {
  /** The submission's own. */
  readonly tree: SourceTree;
  readonly discovery: Discovery;
  /** By subject. */
  readonly sources: ReadonlyMap<string, SubjectSource>;
  readonly focus?: Focus;
}

/** Reads the submission's folder, and in a class those of its opponents, and finds their programs. */
export async function gather(
  kit: Kit,
  config: unknown,
  folder: string,
  inClass: InClass | undefined,
): Promise<Gathered> {
  const tree = await readTree(folder);
  const whole = kit.discover(tree, config);
  if (inClass === undefined) return { tree, discovery: whole, sources: sourcesOf(folder, tree, whole, whole) };
  const { name, changed, opponents, pairsOnly } = inClass;
  const kept = changed === undefined ? whole : subjectsIn(whole, (one) => touches(one, changed));
  let discovery = renamed(kept, name);
  const sources = sourcesOf(folder, tree, kept, discovery);
  const focus = { subjects: new Set(sources.keys()), pairsOnly };
  for (const one of opponents) {
    const theirs = await readTree(one.folder);
    const found = kit.discover(theirs, config);
    // Of two with one name the submission's own is meant: it was moved.
    const isTheirs = (subject: Subject) =>
      !touches(subject, one.except ?? []) && !sources.has(nameOf(subject.id, one.name));
    const left = subjectsIn(found, isTheirs);
    const called = renamed(left, one.name);
    for (const [id, source] of sourcesOf(one.folder, theirs, left, called)) sources.set(id, source);
    discovery = {
      ...discovery,
      subjects: [...discovery.subjects, ...called.subjects],
      programs: [...discovery.programs, ...called.programs],
      missing: [...discovery.missing, ...called.missing],
    };
  }
  return { tree, discovery, sources, focus };
}

/** Whether a subject's folder is one of these, lies in one, or has one in it. What lies at the root touches nobody else. */
export function touches({ folder }: Pick<Subject, 'folder'>, changed: readonly string[]): boolean {
  return changed.some((one) => one === folder || (one !== '' && (isIn(folder, one) || isIn(one, folder))));
}

function isIn(inner: string, outer: string): boolean {
  return outer === '' || inner.startsWith(`${outer}/`);
}

function nameOf(id: string, name: string | undefined): string {
  return name === undefined ? id : `${name}:${id}`;
}

function subjectsIn(all: Discovery, isKept: (subject: Subject) => boolean): Discovery {
  const kept = new Set(all.subjects.filter(isKept).map(({ id }) => id));
  return {
    ...all,
    subjects: all.subjects.filter(({ id }) => kept.has(id)),
    programs: all.programs.filter(({ subject }) => kept.has(subject)),
    missing: all.missing.filter(({ subject }) => kept.has(subject)),
  };
}

function renamed(all: Discovery, name: string | undefined): Discovery {
  const called = <T extends { id: string; subject: string; role: string }>(one: T): T => {
    const subject = nameOf(one.subject, name);
    return { ...one, subject, id: `${subject}/${one.role}` };
  };
  return {
    subjects: all.subjects.map((one) => ({ ...one, id: nameOf(one.id, name) })),
    programs: all.programs.map(called),
    missing: all.missing.map(called),
    ignored: all.ignored,
  };
}

/** By the subjects' ids in `called`, which are in the same order. */
function sourcesOf(root: string, tree: SourceTree, found: Discovery, called: Discovery): Map<string, SubjectSource> {
  return new Map(
    found.subjects.map(({ folder }, index) => {
      const prefix = folder === '' ? '' : `${folder}/`;
      const files = tree.files.filter(({ path }) => path.startsWith(prefix));
      return [called.subjects[index]!.id, { root, folder, files }];
    }),
  );
}
