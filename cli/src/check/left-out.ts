import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { versionControlFolders } from '@gradewire/core';

/** What tools leave behind and make again. A program without its source is none of these. */
const made: readonly RegExp[] = [
  /^(node_modules|bower_components|__pycache__|\.venv|venv|\.tox|\.mypy_cache|\.pytest_cache|\.ipynb_checkpoints)$/,
  /^(\.gradle|\.bsp|\.metals|\.bloop|\.dart_tool|\.idea|\.vscode|\.vs|\.DS_Store|Thumbs\.db|desktop\.ini)$/,
  /\.(pyc|pyo|swp)$/,
];

/** Folders that a tool fills, beside the file by which the tool is known. */
const filled: Readonly<Record<string, readonly string[]>> = {
  target: ['Cargo.toml', 'pom.xml', 'build.sbt'],
  '.build': ['Package.swift'],
  obj: ['.csproj'],
};

/** As the server has it: what a name may not hold, since some file system would not take it. */
const unnameable = /[\\\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\uFEFF\uFFFD]/u;

export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

/** Why an entry is not sent; undefined if it is. `beside` are the names in its folder. */
export function whyLeftOut({ name, kind }: Entry, beside: readonly string[]): string | undefined {
  if (kind === 'folder' && versionControlFolders.has(name)) return 'version control';
  const mark = Object.hasOwn(filled, name) ? filled[name] : undefined;
  const isFilled = kind === 'folder' && mark?.some((end) => beside.some((one) => one.endsWith(end)));
  if (isFilled || made.some((pattern) => pattern.test(name))) return 'made by tools';
  if (kind === 'link') return 'a link, which the server refuses';
  if (kind === 'other') return 'neither a file nor a folder';
  if (unnameable.test(name) || name.normalize('NFC') !== name) return 'a name that the server refuses: rename it';
  return undefined;
}

/**
 * Those of the paths that git ignores in this folder; none where there is no git, where the folder is in no repository, or
 * where git would ignore all of it: then the repository is another one.
 */
export async function ignoredByGit(folder: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
  const args = ['-C', folder, 'check-ignore', '-z', '--stdin'];
  const git = spawn('git', args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const missing = new Promise<Buffer>((resolve) => git.on('error', () => resolve(Buffer.alloc(0))));
  // It ends before it has read everything where there is no repository.
  git.stdin.on('error', () => {});
  // A name may begin with a colon, which would mean something to git.
  git.stdin.end(paths.map((one) => `./${one}\0`).join(''));
  const said = await Promise.race([buffer(git.stdout), missing]);
  const ignored = said
    .toString()
    .split('\0')
    .filter((one) => one !== '')
    .map((one) => one.replace(/^\.\//, ''));
  return new Set(ignored.length === paths.length ? [] : ignored);
}
