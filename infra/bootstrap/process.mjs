import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs a program in the repository with our own streams and returns its exit code (128 + n if signal n ended it).
 * When we are interrupted the child comes first: it cleans up after itself, then we end as well.
 */
export function runProcess(file, args, { env = process.env, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, stdio: 'inherit' });
    let interruptedBy;
    const interrupted = (signal) => {
      interruptedBy = signal;
      // A terminal sends SIGINT to the whole group, so the child has it already; SIGTERM comes to us alone.
      if (signal === 'SIGTERM') child.kill(signal);
    };
    process.on('SIGINT', interrupted).on('SIGTERM', interrupted);
    const settle = (finish) => {
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
      if (interruptedBy) process.exit(exitCodeOf(interruptedBy));
      finish();
    };
    child.on('error', (error) => settle(() => reject(error)));
    child.on('exit', (code, signal) => settle(() => resolve(code ?? exitCodeOf(signal))));
  });
}

function exitCodeOf(signal) {
  return 128 + constants.signals[signal];
}
