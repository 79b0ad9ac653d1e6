import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InfrastructureFault } from '@gradewire/core';
import { processIdentity } from '@gradewire/engine';

const prefix = 'gradewire-run-';

/** A folder that only this user may look into: it holds a student's work. Its name says whose it is. */
export async function privateFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const start = path.join(tmpdir(), `${prefix}${processIdentity(process.pid)}-`);
  const folder = await mkdtemp(start).catch((error) => {
    throw new InfrastructureFault('no temporary folder could be made', error);
  });
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** Removes what killed workers left; what belongs to a process that lives is left alone. */
export async function sweepPrivateFolders(parent = tmpdir()): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const [, owner, pid] = /^gradewire-run-((\d+)(?:-\d+)?)-\w{6}$/.exec(name) ?? [];
    if (owner === undefined || processIdentity(Number(pid)) === owner) continue;
    await rm(path.join(parent, name), { recursive: true, force: true }).catch(() => {});
  }
}
