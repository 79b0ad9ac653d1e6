import type { Crash } from './crash.ts';

/** Where a program's folder is in its sandbox. */
const sandboxFolder = '/work/';
/** In it, what the build made. */
const buildFolder = '.gradewire';

/**
 * A file that a program or a compiler named, relative to the program's folder and without steps up and down; null for
 * one that is elsewhere, or that no student wrote.
 */
export function ownPath(printed: string): string | null {
  const path = printed.startsWith(sandboxFolder) ? printed.slice(sandboxFolder.length) : printed;
  if (path.startsWith('/') || /[\\\p{Cc}]/u.test(path)) return null;
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return null;
  }
  return segments.length === 0 || segments[0] === buildFolder ? null : segments.join('/');
}

/** A name that can stand in a sentence: it is a stranger's. */
const plainName = /^[\p{L}\p{N}_.+-]{1,60}$/u;

/** Where in the student's own sources a program crashed, `Sender.py, line 12`; undefined where no such place is named. */
export function placeOfFault({ frames }: Crash): string | undefined {
  for (const { file, line } of frames) {
    const name = ownPath(file)?.split('/').at(-1);
    if (name !== undefined && plainName.test(name)) return `${name}, line ${line}`;
  }
  return undefined;
}
