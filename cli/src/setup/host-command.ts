import { spawn } from 'node:child_process';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { InfrastructureFault } from '@gradewire/core';
import { stateFile } from './state.ts';

/** PATH for the system's own programs: a plain user's lacks the sbin folders, where dockerd, ip and tc live. */
export const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export type CommandResult = { exitCode: number | undefined; output: string };

type Options = {
  env?: Record<string, string>;
  /** Handed each line as it is written. */
  onLine?: (line: string) => void;
  /** After this many milliseconds the program is killed. */
  timeoutMs?: number;
};

/**
 * Runs a program of the host and collects what it writes (both streams). `exitCode` is undefined if it could not be
 * started or was killed. An interrupt reaches the program first, so that the caller's clean-up still runs.
 */
export function runHostCommand(file: string, args: string[], options: Options = {}): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      env: { ...process.env, PATH: systemPath, LC_ALL: 'C.UTF-8', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
    });
    const forward = (signal: NodeJS.Signals) => child.kill(signal);
    process.on('SIGINT', forward).on('SIGTERM', forward);
    let output = '';
    let unfinished = '';
    const take = (chunk: string) => {
      output += chunk;
      const lines = (unfinished + chunk).split('\n');
      unfinished = lines.pop() ?? '';
      for (const line of lines) options.onLine?.(line);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    const settle = (result: CommandResult) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve(result);
    };
    child.on('error', (error) => settle({ exitCode: undefined, output: error.message }));
    child.on('close', (code) => settle({ exitCode: code ?? undefined, output }));
  });
}

/** Runs a program that must succeed; all it says goes to `setup.log`, its last lines into the fault. */
export async function runLogged(file: string, args: string[], options: Options = {}): Promise<void> {
  const { exitCode, output } = await runHostCommand(file, args, options);
  const path = await stateFile('setup.log');
  const log: FileHandle = await open(path, 'a');
  await log.write(`$ ${file} ${args.join(' ')}\n${output}\n`).finally(() => log.close());
  if (exitCode !== 0) {
    throw new InfrastructureFault(
      `${file} failed (exit code ${exitCode ?? 'none'}), its last lines (all of it is in ${path}):\n${lastLines(output)}`,
    );
  }
}

/** The last lines of a file, or an empty string if it cannot be read. */
export async function tailOf(path: string): Promise<string> {
  return lastLines(await readFile(path, 'utf8').catch(() => ''));
}

function lastLines(text: string, count = 12): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
