import type { Discovery, SourceTree } from '@gradewire/core';
import { type BlobStore, readFrozen } from '@gradewire/storage';

export interface SubjectsChanged {
  /** Folders of subjects with changes, from the root, sorted. */
  readonly folders: readonly string[];
  /** Those of them that are still there. */
  readonly present: readonly string[];
  /** Of all files that differ. */
  readonly paths: ReadonlySet<string>;
}

type Discover = (tree: SourceTree) => Discovery;

/**
 * The subjects' folders in which two frozen trees differ: as deep as subjects are, so that of `python/red` and
 * `python/blue` only one may be changed. What lies in no subject is nobody's. `before`: null for nothing at all.
 */
export async function subjectsChanged(
  blobs: BlobStore,
  discover: Discover,
  before: string | null,
  after: string,
): Promise<SubjectsChanged> {
  const [old, now] = [before === null ? nothing : await readFrozen(blobs, before), await readFrozen(blobs, after)];
  const changed = differing(old, now);
  if (changed.length === 0) return { folders: [], present: [], paths: new Set() };
  // What is not below the same top folder does not tell what these are.
  const tops = new Set(changed.map(topOf));
  const wantsText = (path: string) => tops.has(topOf(path)) || !path.includes('/');
  const subjects = async (digest: string) =>
    discover(await readFrozen(blobs, digest, wantsText)).subjects.map(({ folder }) => folder);
  const foldersNow = await subjects(after);
  const foldersBefore = before === null ? [] : await subjects(before);
  const isThere = new Set(foldersNow);
  const [inNow, inOld] = [new Set(now.files.map(({ path }) => path)), new Set(old.files.map(({ path }) => path))];
  const folders = new Set(
    changed.flatMap((path) => [
      ...(inNow.has(path) ? folderOf(path, foldersNow) : []),
      ...(inOld.has(path) ? folderOf(path, foldersBefore) : []),
    ]),
  );
  const all = [...folders].sort();
  return { folders: all, present: all.filter((folder) => isThere.has(folder)), paths: new Set(changed) };
}

const nothing: SourceTree = { digest: '', files: [] };

function differing(one: SourceTree, other: SourceTree): string[] {
  const contents = new Map(one.files.map((file) => [file.path, contentOf(file)]));
  const paths = new Set<string>();
  for (const file of other.files) {
    if (contents.get(file.path) !== contentOf(file)) paths.add(file.path);
    contents.delete(file.path);
  }
  for (const path of contents.keys()) paths.add(path);
  return [...paths];
}

const contentOf = ({ digest, executable }: SourceTree['files'][number]) => `${digest}${executable}`;
const topOf = (path: string) => path.split('/', 1)[0]!;

/** The subject that a file lies in: the deepest one, if there are several. */
function folderOf(path: string, folders: readonly string[]): string[] {
  const around = folders.filter((folder) => folder === '' || path.startsWith(`${folder}/`));
  return around.sort((one, other) => other.length - one.length).slice(0, 1);
}
