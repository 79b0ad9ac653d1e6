// Generates the database client from the schema, unless the one that is there is of this schema already. npm runs it after
// an installation; in syntax that old Nodes read, since it may be one of those that installs.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const generated = join(here, 'src', 'generated');
const stamp = join(generated, '.made-from');

/** The client depends on the schema and on the generator's version. */
async function digest() {
  const manifest = await readFile(join(here, 'package.json'), 'utf8');
  const schema = await readFile(join(here, 'schema.prisma'));
  return createHash('sha256').update(schema).update(JSON.parse(manifest).devDependencies.prisma).digest('hex');
}

/** Where Prisma's command line is, if development packages were installed at all. */
function commandLine() {
  try {
    return createRequire(import.meta.url).resolve('prisma/build/index.js');
  } catch {
    return undefined;
  }
}

const wanted = await digest();
const found = await readFile(stamp, 'utf8').catch(() => '');
const prisma = commandLine();
if (found.trim() === wanted) {
  // Nothing to do.
} else if (prisma === undefined) {
  // An image for production brings the generated client with it.
  console.log('the database client is not generated: Prisma is not installed');
} else {
  await rm(stamp, { force: true });
  const env = { ...process.env, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' };
  await promisify(execFile)(process.execPath, [prisma, 'generate'], { cwd: here, env });
  await writeFile(`${stamp}.new`, `${wanted}\n`);
  await rename(`${stamp}.new`, stamp);
}
