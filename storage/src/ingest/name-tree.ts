import type { IngestLimits } from './limits.ts';
import { IngestRefused, shown } from './refused.ts';

/** A folder's names by what they are where upper and lower case are the same; undefined for a file. */
interface Folder {
  readonly path: string;
  readonly names: Map<string, { readonly name: string; readonly folder: Folder | undefined }>;
}

/** The names taken so far. A tree, so that its memory is bounded by the number of entries. */
export interface NameTree {
  readonly root: Folder;
  count: number;
}

export function nameTree(): NameTree {
  return { root: { path: '', names: new Map() }, count: 0 };
}

/** Takes a name and the folders above it, or throws IngestRefused. Folders may come several times, files only once. */
export function takeName(tree: NameTree, segments: readonly string[], isFolder: boolean, limits: IngestLimits): void {
  const path = segments.join('/');
  const above = segments.length - (isFolder ? 0 : 1);
  if (above > limits.depth) {
    const message = `the entry ${shown(path)} lies more than ${limits.depth} folders deep`;
    throw new IngestRefused('entry-depth', message, { entry: path, limit: limits.depth });
  }
  let folder = tree.root;
  for (const [index, name] of segments.entries()) {
    const wanted = isFolder || index < segments.length - 1 ? 'folder' : 'file';
    const next = takeIn(tree, folder, name, wanted, path, limits);
    if (next !== undefined) folder = next;
  }
}

function takeIn(
  tree: NameTree,
  folder: Folder,
  name: string,
  wanted: 'file' | 'folder',
  entry: string,
  limits: IngestLimits,
): Folder | undefined {
  const here = folder.path === '' ? name : `${folder.path}/${name}`;
  const key = caseless(name);
  const taken = folder.names.get(key);
  if (taken === undefined) {
    tree.count++;
    if (tree.count > limits.entries) throw tooMany(limits, entry);
    const made = wanted === 'folder' ? { path: here, names: new Map() } : undefined;
    folder.names.set(key, { name, folder: made });
    return made;
  }
  const other = folder.path === '' ? taken.name : `${folder.path}/${taken.name}`;
  if (taken.name !== name) {
    const message = `${shown(here)} and ${shown(other)} are one name where upper and lower case are the same: rename one`;
    throw new IngestRefused('entry-case', message, { entry: here, other });
  }
  if (wanted === 'folder' && taken.folder !== undefined) return taken.folder;
  throw new IngestRefused('entry-duplicate', `the archive holds ${shown(here)} twice`, { entry: here, other });
}

export function tooMany(limits: IngestLimits, entry: string): IngestRefused {
  const message = `the archive holds more than ${limits.entries} files and folders (reached at ${shown(entry)})`;
  return new IngestRefused('entry-count', message, { entry, limit: limits.entries });
}

/** Folders with nothing in them. */
export function* emptyFolders(folder: Folder): Generator<string> {
  if (folder.names.size === 0 && folder.path !== '') yield folder.path;
  for (const { folder: inner } of folder.names.values()) if (inner !== undefined) yield* emptyFolders(inner);
}

/** Upper case first, since several letters share one ("ſ" and "s", "ß" and "ss"). */
function caseless(name: string): string {
  return name.toUpperCase().toLowerCase().normalize('NFC');
}
