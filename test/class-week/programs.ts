import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileSpec, Files } from '../github/stand-in.ts';
import { root } from '../grade-folder.ts';

/** Those of the example class that are built in a few seconds at the most, one for each team. */
export const languages = [
  'c',
  'cpp',
  'csharp',
  'go',
  'java',
  'javascript',
  'lua',
  'perl',
  'python',
  'ruby',
  'rust',
  'swift',
] as const;
export type Language = (typeof languages)[number];

/** A language's folder of the example class, by paths in the class's repository; each text as `change` makes it. */
export async function programs(
  language: string,
  change: (text: string, file: string) => string = (text) => text,
): Promise<Files> {
  const place = path.join(root, 'examples', 'class-repo', language);
  const files: Record<string, FileSpec> = {};
  for (const name of await readdir(place)) {
    const file = path.join(place, name);
    const content = change(await readFile(file, 'utf8'), name);
    const executable = ((await stat(file)).mode & 0o111) !== 0;
    files[`${language}/${name}`] = executable ? { content, executable } : content;
  }
  return files;
}

/** No compiler takes it. */
export const uncompilable = (text: string, file: string) =>
  /^hello/i.test(file) ? `${text}\n@ this is no program\n` : text;

/** Perl's server ends as soon as somebody comes. */
export const crashing = (text: string, file: string) =>
  file.startsWith('hellosrv') ? text.replace(/^(\s*)my \$reply = /m, '$1die "no answer";\n$1my $$reply = ') : text;

/** Neither greets nor replies as the protocol says. */
export const impolite = (text: string, file: string) =>
  file.startsWith('hello') ? text.replaceAll('Hello in', 'Hi from').replaceAll('Goodbye', 'Bye') : text;

/** As good as before, and another commit. */
export const touched = (files: Files, language: Language): Files => ({
  ...files,
  [`${language}/NOTES.md`]: 'Read once more before handing in.\n',
});

export const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`;
