import { createHash } from 'node:crypto';
import type { Discovery, Program, SourceTree } from '@gradewire/core';

/** For tests: texts by path; null stands for a binary file that is executable. */
export type Files = Readonly<Record<string, string | null>>;

/** For tests: a tree of texts by path. */
export function treeOf(files: Files): SourceTree {
  const digest = (text: string) => createHash('sha256').update(text).digest('hex');
  const list = Object.entries(files).map(([path, text]) => {
    const file = { path, size: text?.length ?? 9000, executable: text === null, digest: digest(text ?? path) };
    return text === null ? file : { ...file, text };
  });
  return { digest: `sha256:${digest(JSON.stringify(list))}`, files: list };
}

export function programIn(discovery: Discovery, id: string): Program {
  const program = discovery.programs.find((one) => one.id === id);
  if (program === undefined) throw new Error(`no ${id} among ${discovery.programs.map((one) => one.id).join(', ')}`);
  return program;
}

/** Codes of a subject's notes, sorted. */
export function codesOf(discovery: Discovery, subject = discovery.subjects[0]?.id): string[] {
  const notes = discovery.subjects.find((one) => one.id === subject)?.notes ?? [];
  return notes.map((note) => note.code).sort();
}
