import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const source = fileURLToPath(new URL('..', import.meta.url));

export interface MadePeers {
  /** A folder that goes when the tests are over. */
  readonly folder: string;
  /** Path of a program, as the image has it. */
  program(name: string): string;
  /** Path of a program that checks the others. */
  check(name: string): string;
}

/** Builds the programs, or one of the programs that check them, beside the source tree. Needs make and gcc. */
export async function makePeers(check?: string): Promise<MadePeers> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gradewire-peers-'));
  after(() => rm(folder, { recursive: true, force: true }));
  const places = [`BUILD=${folder}/build`, `OBJECTS=${folder}/objects`];
  const target = check === undefined ? 'all' : `${folder}/objects/${check}`;
  await promisify(execFile)('make', ['-s', '-C', source, ...places, target]);
  return {
    folder,
    program: (name) => path.join(folder, 'build', name),
    check: (name) => path.join(folder, 'objects', name),
  };
}
