import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { connectDocker } from '@gradewire/engine';
import { root } from './grade-folder.ts';

export const mainFile = path.join(root, 'cli/src/main.ts');

export interface CommandEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly pid: number;
}

/** `gradewire` with these arguments, run from the repository's root; `onStart` may watch it. `more`: of its environment. */
export async function gradewire(
  args: readonly string[],
  onStart: (child: ChildProcess, saidSoFar: () => string) => void = () => {},
  more: NodeJS.ProcessEnv = {},
): Promise<CommandEnd> {
  const child = spawn(process.execPath, [mainFile, ...args], {
    cwd: root,
    env: { ...process.env, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  onStart(child, () => said.stdout + said.stderr);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said, pid: child.pid! };
}

/** Containers that a gradewire process left. */
export async function containersOf(pid: number): Promise<string[]> {
  const docker = await connectDocker();
  const containers = await docker.listContainers({ all: true, filters: { label: ['gradewire.run'] } });
  return containers.filter(({ Labels }) => Labels['gradewire.owner']?.includes(`/${pid}-`)).map(({ Id }) => Id);
}
