import { shaOf } from './refs.ts';
import { git } from './run.ts';

/** A file of a commit: its content, or one of the other things that a tree can hold; `null` removes it. */
export type FileSpec =
  | string
  | Uint8Array
  | { readonly content: string | Uint8Array; readonly executable: true }
  | { readonly symlink: string }
  | { readonly submodule: string }
  | null;

/** By path, with `/` between folders. A folder that ends in `/` may be removed too. */
export type Files = Readonly<Record<string, FileSpec>>;

export interface CommitOptions {
  readonly branch: string;
  readonly files: Files;
  readonly author: { readonly name: string; readonly email: string };
  readonly message: string;
  /** Milliseconds since 1970, of author and committer. Nothing may be decided by it. */
  readonly date: number;
  /** A commit; the branch's own head if it is left out, none at all if it is `null`. */
  readonly parent?: string | null;
  /** Other files of the parent are not kept. */
  readonly replaceAll?: boolean;
}

const data = (content: string | Uint8Array) => {
  const bytes = Buffer.from(content as string);
  return [`data ${bytes.length}\n`, bytes, '\n'];
};
const quoted = (path: string) => `"${path.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;

function instructions(path: string, spec: FileSpec): (string | Uint8Array)[] {
  const name = quoted(path.replace(/\/$/, ''));
  if (spec === null) return [`D ${name}\n`];
  if (typeof spec === 'string' || spec instanceof Uint8Array) return [`M 100644 inline ${name}\n`, ...data(spec)];
  if ('symlink' in spec) return [`M 120000 inline ${name}\n`, ...data(spec.symlink)];
  if ('submodule' in spec) return [`M 160000 ${spec.submodule} ${name}\n`];
  return [`M 100755 inline ${name}\n`, ...data(spec.content)];
}

/** Puts a commit on a branch of a bare repository, in one process however many files it has. @returns its sha */
export async function commitFiles(folder: string, options: CommitOptions): Promise<string> {
  const { branch, files, author, message, date, parent, replaceAll = false } = options;
  const who = `${author.name} <${author.email}> ${Math.floor(date / 1000)} +0000\n`;
  const from = parent === undefined ? ((await shaOf(folder, `refs/heads/${branch}`)) ?? null) : parent;
  const input = [
    'feature done\n',
    ...(from === null ? [`reset refs/heads/${branch}\n\n`] : []),
    `commit refs/heads/${branch}\nmark :1\nauthor ${who}committer ${who}`,
    ...data(message),
    ...(from === null ? [] : [`from ${from}\n`]),
    ...(replaceAll ? ['deleteall\n'] : []),
    ...Object.entries(files).flatMap(([path, spec]) => instructions(path, spec)),
    '\nget-mark :1\ndone\n',
  ];
  const output = await git(folder, ['fast-import', '--quiet', '--force', '--date-format=raw'], {
    input: Buffer.concat(input.map((part) => Buffer.from(part as string))),
  });
  return output.trim();
}
