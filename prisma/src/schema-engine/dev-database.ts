import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createDatabase } from '../open-database.ts';
import { embeddedServer } from '../server/embedded.ts';

// Runs a command with DATABASE_URL naming an empty database of a server that lives as long as the command: what
// `prisma migrate` needs to compare and to try things out. A DATABASE_URL that is set already is left alone.

const [command, ...args] = process.argv.slice(2);
if (command === undefined) throw new Error('usage: dev-database.ts command [argument …]');

const folder = await mkdtemp(path.join(tmpdir(), 'gradewire-dev-database-'));
try {
  process.exitCode = process.env.DATABASE_URL ? await run({}) : await runOnEmptyDatabase();
} finally {
  await rm(folder, { recursive: true });
}

async function runOnEmptyDatabase(): Promise<number> {
  await using server = await embeddedServer(path.join(folder, 'postgres'));
  await createDatabase(server, 'dev');
  // Awaited here: the server is stopped when this function is left.
  return await run({ DATABASE_URL: server.urlOf('dev') });
}

function run(env: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command!, args, { stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
