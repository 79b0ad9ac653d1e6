import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { posix, relative, sep } from 'node:path';

// Fixtures and examples are students' programs, not ours; the dotted folders hold state, not sources.
const skipped = new Set(['node_modules', 'fixtures', 'examples']);

/** All `*.test.ts` and `*.test.mjs` files below `root`, as sorted paths relative to it with forward slashes. */
export async function findTests(root, folder = root) {
  const found = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || skipped.has(entry.name)) continue;
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await findTests(root, path)));
    else if (/\.test\.(ts|mjs)$/.test(entry.name)) found.push(relative(root, path).split(sep).join('/'));
  }
  return found.sort();
}

/** Folders choose tests, options go to `node --test`. */
export function splitArguments(args) {
  return {
    folders: args.filter((arg) => !arg.startsWith('-')).map((arg) => posix.normalize(arg).replace(/\/$/, '')),
    options: args.filter((arg) => arg.startsWith('-')),
  };
}

/** The files in the given folders (all without any), integration tests apart: only they need Docker. */
export function selectTests(files, folders) {
  const chosen = files.filter(
    (file) => folders.length === 0 || folders.some((folder) => file === folder || file.startsWith(`${folder}/`)),
  );
  return {
    unit: chosen.filter((file) => !file.endsWith('.int.test.ts')),
    integration: chosen.filter((file) => file.endsWith('.int.test.ts')),
  };
}

/**
 * How many test files run at once: one for each CPU, at most 4. Most of an integration test is waiting, but a grading
 * keeps several sandboxes busy, and where all of them compute the links between them are late.
 */
export function testConcurrency(cpus = availableParallelism()) {
  return Math.min(4, Math.max(1, cpus));
}
