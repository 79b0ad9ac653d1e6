import { git } from './run.ts';

const words = { A: 'added', D: 'removed', M: 'modified', R: 'renamed', C: 'copied', T: 'changed' } as const;

export interface ChangedFile {
  readonly path: string;
  readonly previous: string | undefined;
  readonly status: (typeof words)[keyof typeof words];
  /** Of the new blob, or of the old one where the file is gone. */
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
}

const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const zero = /^0+$/;

/** The files that differ between two trees, in order of their paths, renames found. `undefined` stands for no tree. */
export async function changedFiles(folder: string, from: string | undefined, to: string): Promise<ChangedFile[]> {
  return filesOf(folder, [from ?? emptyTree, to]);
}

/** The files that a head changes since it left its base. */
export async function changedSince(folder: string, base: string, head: string): Promise<ChangedFile[]> {
  return filesOf(folder, [`${base}...${head}`]);
}

async function filesOf(folder: string, range: readonly string[]): Promise<ChangedFile[]> {
  const output = await git(folder, ['diff', '-z', '-M', '--no-abbrev', '--raw', '--numstat', ...range, '--']);
  const fields = output.split('\0');
  const changes: Omit<ChangedFile, 'additions' | 'deletions'>[] = [];
  const counts = new Map<string, [number, number]>();
  for (let at = 0; at < fields.length && fields[at] !== ''; ) {
    const field = fields[at]!;
    const number = (text: string) => (text === '-' ? 0 : Number(text));
    if (field.startsWith(':')) {
      const [, , old = '', now = '', letter = ''] = field.split(' ');
      const kind = letter[0] as keyof typeof words;
      const moved = kind === 'R' || kind === 'C';
      const path = fields[at + (moved ? 2 : 1)]!;
      const sha = zero.test(now) ? old : now;
      changes.push({ path, previous: moved ? fields[at + 1] : undefined, status: words[kind], sha });
      at += moved ? 3 : 2;
    } else {
      const [added = '', removed = '', path = ''] = field.split('\t');
      // Of a renamed file, old and new name follow in fields of their own.
      counts.set(path === '' ? fields[at + 2]! : path, [number(added), number(removed)]);
      at += path === '' ? 3 : 1;
    }
  }
  return changes.map((change) => {
    const [additions, deletions] = counts.get(change.path) ?? [0, 0];
    return { ...change, additions, deletions };
  });
}
