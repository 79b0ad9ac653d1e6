import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Computes, and looks now and then whether it still has its parent: killed or not, we leave nothing behind. */
const loop = `
const parent = process.ppid;
while (process.ppid === parent) for (let i = 0; i < 1e8; i++);
`;

/**
 * Keeps processors busy with plain processes of the usual niceness, until it is disposed of: what else a machine may have
 * to do, that is in no sandbox. The environment of our own process is not theirs.
 */
export async function keepBusy(processors: number): Promise<AsyncDisposable> {
  const loops = Array.from({ length: processors }, () =>
    spawn(process.execPath, ['-e', loop], { stdio: 'ignore', env: {} }),
  );
  await Promise.all(loops.map((one) => once(one, 'spawn')));
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(loops.map(end));
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
