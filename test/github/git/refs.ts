import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { git } from './run.ts';

const isSha = /^[0-9a-f]{40}$/;
const absent = () => undefined;

/** A branch or another ref, read where git writes it; `undefined` where only git can tell. */
async function looseRef(folder: string, name: string): Promise<string | undefined> {
  if (!/^refs\/[\w./-]+$/.test(name) || name.includes('..')) return undefined;
  const text = (await readFile(path.join(folder, name), 'utf8').catch(absent))?.trim();
  return text !== undefined && isSha.test(text) ? text : undefined;
}

/** The commit that a name stands for, or `undefined`. A process is started only where the name is no plain ref. */
export async function shaOf(folder: string, name: string): Promise<string | undefined> {
  const loose = await looseRef(folder, name);
  // A tag may stand for an object of its own.
  if (loose !== undefined && !name.startsWith('refs/tags/')) return loose;
  const output = await git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]).catch(
    absent,
  );
  return output?.trim().split('\n').at(-1);
}

/** Points a ref at a commit, at once for whoever reads it, or removes it. */
export async function setRef(folder: string, ref: string, sha: string | null): Promise<void> {
  if (sha === null) {
    await git(folder, ['update-ref', '-d', ref]);
    return;
  }
  const [file, fresh] = [path.join(folder, ref), path.join(folder, `fresh-${randomUUID()}`)];
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(fresh, `${sha}\n`);
  await rename(fresh, file);
}

/** Name and commit of every branch. */
export async function branchesOf(folder: string): Promise<Map<string, string>> {
  const output = await git(folder, ['for-each-ref', '--format=%(refname:lstrip=2)%09%(objectname)', 'refs/heads']);
  return new Map(
    output
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('\t') as [string, string]),
  );
}
