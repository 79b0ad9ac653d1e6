import { git } from './run.ts';

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
}

const format = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x1f');
const utc = (date: string) => new Date(date).toISOString().replace(/\.\d+Z$/, 'Z');

function commitOf(record: string): Commit {
  const [sha, tree, parents, an, ae, ad, cn, ce, cd, message] = record.split('\x1f') as string[];
  return {
    sha: sha!.trim(),
    tree: tree!,
    parents: parents!.split(' ').filter((one) => one !== ''),
    author: { name: an!, email: ae!, date: utc(ad!) },
    committer: { name: cn!, email: ce!, date: utc(cd!) },
    message: message!.trimEnd(),
  };
}

/** Commits that `range` reaches, newest first, at most `most` of them. */
export async function log(folder: string, range: readonly string[], most: number): Promise<Commit[]> {
  const output = await git(folder, ['log', `--max-count=${most}`, '-z', `--format=${format}`, ...range, '--']);
  return output
    .split('\0')
    .filter((record) => record.trim() !== '')
    .map(commitOf);
}

export async function commitAt(folder: string, sha: string): Promise<Commit> {
  return (await log(folder, [sha], 1))[0]!;
}

/** How many commits are on the right side only, and on the left side only. */
export async function aheadAndBehind(folder: string, base: string, head: string): Promise<[number, number]> {
  const output = await git(folder, ['rev-list', '--left-right', '--count', `${base}...${head}`]);
  const [behind = 0, ahead = 0] = output.trim().split('\t').map(Number);
  return [ahead, behind];
}

export async function mergeBase(folder: string, base: string, head: string): Promise<string | undefined> {
  const output = await git(folder, ['merge-base', base, head]).catch(() => undefined);
  return output?.trim();
}

export interface TreeEntry {
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  readonly size: number | undefined;
  readonly path: string;
}

/** What a tree holds; with `recursive` all the way down, its folders included. */
export async function treeEntries(folder: string, tree: string, recursive: boolean): Promise<TreeEntry[]> {
  const output = await git(folder, ['ls-tree', '-z', '--long', ...(recursive ? ['-r', '-t'] : []), tree]);
  return output
    .split('\0')
    .filter((record) => record !== '')
    .map((record) => {
      const [, mode, type, sha, size, path] = /^(\d+) (\w+) ([0-9a-f]+) +(\S+)\t(.*)$/s.exec(record)!;
      return { mode: mode!, type: type!, sha: sha!, size: size === '-' ? undefined : Number(size), path: path! };
    });
}
