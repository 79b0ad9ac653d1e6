import type { SourceFile } from '@gradewire/core';

/** A folder of the tree with everything below it. */
export interface Folder {
  /** From the tree's root; '' for the root itself. */
  readonly path: string;
  /** Base name; '' for the root. */
  readonly name: string;
  readonly files: readonly FolderFile[];
}

export interface FolderFile {
  /** Relative to the folder. */
  readonly path: string;
  readonly file: SourceFile;
}

/** What tools make or fetch: nothing in there is the student's own source. */
const made = new Set(['node_modules', 'venv', 'vendor', 'obj', '__pycache__', '__macosx', 'target', 'site-packages']);

export function rootFolder(files: readonly SourceFile[]): Folder {
  const inOrder = files.filter((file) => isOrdinary(file.path));
  return {
    path: '',
    name: '',
    files: inOrder.map((file) => ({ path: file.path, file })).sort((a, b) => compare(a.path, b.path)),
  };
}

/** The folders directly in a folder, by name. */
export function subfolders(folder: Folder): Folder[] {
  const inside = new Map<string, FolderFile[]>();
  for (const { path, file } of folder.files) {
    const slash = path.indexOf('/');
    if (slash < 0) continue;
    const name = path.slice(0, slash);
    const entry = { path: path.slice(slash + 1), file };
    const known = inside.get(name);
    if (known === undefined) inside.set(name, [entry]);
    else known.push(entry);
  }
  return [...inside]
    .filter(([name]) => !name.startsWith('.') && !made.has(name.toLowerCase()))
    .map(([name, files]) => ({ path: folder.path === '' ? name : `${folder.path}/${name}`, name, files }))
    .sort((a, b) => compare(a.path, b.path));
}

/** True of a hidden file, and of a path through a folder that is hidden or that a tool made. */
export function isMade(path: string): boolean {
  if (baseName(path).startsWith('.')) return true;
  const folders = folderOf(path).split('/');
  return folders.some((name) => name.startsWith('.') || made.has(name.toLowerCase()));
}

/** The folder's part of a path, '' where there is none. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The base name up to its last dot. */
export function stemOf(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? name : name.slice(0, dot);
}

/** With the dot, in lower case; '' where there is none. */
export function extensionOf(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot).toLowerCase();
}

export function depthOf(path: string): number {
  return path.split('/').length;
}

/** By code unit, so that the order is the same everywhere. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isOrdinary(path: string): boolean {
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..');
}
