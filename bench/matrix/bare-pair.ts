import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Trial } from '@gradewire/core';
import type { ReadyProgram } from '@gradewire/engine';

/** Where a program's files are seen as in its sandbox, and nothing else of the sandbox holds. */
export interface BareProgram extends ReadyProgram {
  /** A process whose mount namespace has the language and the built program. */
  readonly pid: number;
}

/**
 * A pair's trial without sandbox, limits, link or clean-up: the same programs as ordinary processes of the host on its
 * loopback. Returns milliseconds; throws if a client fails.
 */
export async function runBarePair(client: BareProgram, server: BareProgram, trial: Trial): Promise<number> {
  const start = performance.now();
  const serving = spawnBare(server, trial.server!.args);
  try {
    await listening(trial.server!.listensOn!, serving);
    for (const run of trial.client!.runs) {
      const args = run.args.map((item) => (item === '10.77.0.2' ? '127.0.0.1' : item));
      const code = await spawnBare(client, args).ended;
      if (code !== 0) throw new Error(`${client.program.id} with ${server.program.id} exited with ${code} bare`);
    }
    return performance.now() - start;
  } finally {
    if (serving.child.exitCode === null) process.kill(-serving.child.pid!, 'SIGKILL');
    await serving.ended;
  }
}

interface Spawned {
  readonly child: ChildProcess;
  /** The exit code; null after a signal. */
  readonly ended: Promise<number | null>;
}

function spawnBare({ program, pid }: BareProgram, args: readonly string[]): Spawned {
  const environment = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/tmp', LANG: 'C.UTF-8', ...program.environment };
  const enter = ['--target', `${pid}`, '--mount', '--pid', '--wdns=/work', '--', ...program.command, ...args];
  // The virtual machines look themselves up in /proc, so the process ids must be those of the sandbox's /proc too.
  const child = spawn('nsenter', enter, { env: environment, stdio: ['ignore', 'ignore', 'inherit'], detached: true });
  return { child, ended: once(child, 'exit').then(([code]) => code as number | null) };
}

async function listening(port: number, server: Spawned): Promise<void> {
  const wanted = new RegExp(`:${port.toString(16).toUpperCase().padStart(4, '0')} [0-9A-F:]+ 0A `);
  for (;;) {
    const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'latin1')));
    if (tables.some((table) => wanted.test(table))) return;
    if (server.child.exitCode !== null) throw new Error(`a server ended before it listened on ${port}`);
    await delay(2);
  }
}
