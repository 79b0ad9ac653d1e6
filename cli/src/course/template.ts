import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BadUsage } from '../option-values.ts';

/** What a new repository holds: files of this machine, or a template repository on GitHub. */
export type Template =
  | { readonly files: readonly { readonly path: string; readonly content: string }[] }
  | { readonly template: string };

const ownTemplates = fileURLToPath(new URL('../../../examples/templates', import.meta.url));
const mostFiles = 100;
const mostBytes = 600_000;

/** Throws BadUsage. */
export async function readTemplate(from: string | undefined, kit: string, mode: 'team' | 'class'): Promise<Template> {
  if (from === undefined) {
    const folder = path.join(ownTemplates, `${kit}-${mode}`);
    return { files: (await isFolder(folder)) ? await filesIn(folder) : [] };
  }
  if (await isFolder(from)) return { files: await filesIn(from) };
  if (/^[\w.-]+\/[\w.-]+$/.test(from)) return { template: from };
  throw new BadUsage(`--template ${from}: neither a folder nor owner/name of a template repository`);
}

async function isFolder(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => undefined))?.isDirectory() ?? false;
}

async function filesIn(folder: string) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((name) => !name.split('/').includes('.git'))
    .sort();
  if (names.length > mostFiles) throw new BadUsage(`--template ${folder} holds more than ${mostFiles} files`);
  const files = await Promise.all(
    names.map(async (name) => ({ path: name, content: (await readFile(path.join(folder, name))).toString('base64') })),
  );
  const bytes = files.reduce((sum, { content }) => sum + content.length, 0);
  if (bytes > mostBytes)
    throw new BadUsage(`--template ${folder} is too large: make a template repository on GitHub of it`);
  return files;
}
