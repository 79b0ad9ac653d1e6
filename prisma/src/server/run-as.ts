import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { InfrastructureFault } from '@gradewire/core';

const run = promisify(execFile);

/** Whom PostgreSQL runs as, and by which command line that is reached. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
  readonly prefix: readonly string[];
}

/** PostgreSQL refuses to run as root: root starts it as this user, made if neither exists. */
const names = ['gradewire', 'postgres'];

// Bits of a capability set (linux/capability.h): to pass through folders that are closed to others.
const passage = [
  { name: 'dac_read_search', bit: 2n },
  { name: 'dac_override', bit: 1n },
];

/** Who can run PostgreSQL on these paths: ourselves, unless we are root. */
export async function whoRuns(paths: readonly string[]): Promise<RunAs> {
  const uid = process.getuid?.() ?? -1;
  if (uid !== 0) return { uid, gid: process.getgid?.() ?? -1, prefix: [] };
  const user = await findUser();
  const prefix = ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  const closed = (await Promise.all(paths.map((one) => closedFolder(one)))).find((one) => one !== undefined);
  if (closed === undefined) return { ...user, prefix };
  // A clone in root's home or a temporary folder (mode 0700) cannot be entered by another user.
  const status = await readFile('/proc/self/status', 'utf8');
  const ours = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
  const capability = passage.find(({ bit }) => (ours >> bit) & 1n);
  if (capability === undefined) {
    throw new InfrastructureFault(
      `PostgreSQL cannot run as root, and no other user may enter ${closed}: open it (chmod o+x), ` +
        'run Gradewire as a user who is not root, or set DATABASE_URL to a server of yours',
    );
  }
  // Without the securebit access(2), by which initdb looks for its fellows, would not count the capability.
  const securebit = '--securebits=+no_setuid_fixup';
  const capabilities = [`--inh-caps=+${capability.name}`, `--ambient-caps=+${capability.name}`];
  return { ...user, prefix: [...prefix, securebit, ...capabilities] };
}

async function findUser(): Promise<{ uid: number; gid: number }> {
  const found = await knownUser();
  if (found !== undefined) return found;
  await run('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    names[0]!,
  ]).catch((error) => {
    throw new InfrastructureFault(
      `PostgreSQL cannot run as root, and the user ${names[0]} for it could not be made; ` +
        'run Gradewire as a user who is not root, or set DATABASE_URL to a server of yours',
      error,
    );
  });
  return (await knownUser())!;
}

async function knownUser(): Promise<{ uid: number; gid: number } | undefined> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const found = names.map((name) => lines.find(([own]) => own === name)).find((line) => line !== undefined);
  return found && { uid: Number(found[2]), gid: Number(found[3]) };
}

/** The first folder on the way to a path which others may not enter. */
async function closedFolder(target: string): Promise<string | undefined> {
  const parents: string[] = [];
  for (let at = path.dirname(target); ; at = path.dirname(at)) {
    parents.unshift(at);
    if (at === path.dirname(at)) break;
  }
  for (const folder of parents) if (((await stat(folder)).mode & 0o001) === 0) return folder;
  return undefined;
}

/** Runs a program of PostgreSQL's; a failure carries what it said. */
export async function runAs(who: RunAs, file: string, args: readonly string[]): Promise<string> {
  const [command, ...rest] = [...who.prefix, file, ...args];
  // `/`: a working folder that the other user cannot enter makes PostgreSQL complain.
  const options = { cwd: '/', env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } };
  try {
    return (await run(command!, rest, options)).stdout;
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    const said = `${stderr}\n${stdout}`.trim() || message;
    throw new InfrastructureFault(`${path.basename(file)} failed: ${said}`);
  }
}
