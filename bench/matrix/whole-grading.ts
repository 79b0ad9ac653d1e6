import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export interface WholeGrading {
  readonly wallMs: number;
  /** From the command's start to the end of its first case. */
  readonly firstCaseMs: number;
  /** Peak resident memory of the command's process (VmHWM, proc(5)). */
  readonly peakMiB: number;
}

const main = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url));

/** Grades a folder by the command, as `npm run gradewire` starts it. */
export async function gradeByCommand(folder: string, only: readonly string[] | undefined): Promise<WholeGrading> {
  const args = ['--max-semi-space-size=4', main, 'grade', folder, '--kit', 'hello-internet'];
  const started = performance.now();
  const child = spawn(process.execPath, [...args, ...(only ? ['--only', only.join(',')] : [])], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let firstCaseMs = Number.NaN;
  let peakKiB = 0;
  let looking: Promise<void> = Promise.resolve();
  child.stderr.on('data', (chunk: Buffer) => {
    if (Number.isNaN(firstCaseMs) && /\d+\/\d+ cases/.test(chunk.toString())) firstCaseMs = performance.now() - started;
    // It speaks until its last case, and the mark only rises.
    looking = looking.then(async () => {
      const status = await readFile(`/proc/${child.pid}/status`, 'latin1').catch(() => '');
      peakKiB = Math.max(peakKiB, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    });
  });
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`gradewire ended with ${code}`);
  await looking;
  return { wallMs: performance.now() - started, firstCaseMs, peakMiB: peakKiB / 1024 };
}
