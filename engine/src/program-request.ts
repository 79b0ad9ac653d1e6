import type { ProgramRef } from '@gradewire/core';
import type { RunRequest } from './sandbox/init-protocol.ts';

/** How a program is started, but for its arguments. */
export type StartOf = (program: ProgramRef) => {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin: string;
};

/** What a student's program may use besides what the container allows. `wallMs` 0: no limit. */
export function programRequest(
  startOf: StartOf,
  program: ProgramRef,
  args: readonly string[],
  wallMs: number,
): RunRequest {
  const start = startOf(program);
  return {
    argv: [...start.command, ...args],
    cwd: program.kind === 'student' ? '/work' : '/',
    environment: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: '/tmp',
      TMPDIR: '/tmp',
      LANG: 'C.UTF-8',
      TERM: 'dumb',
      ...start.environment,
    },
    uid: 65534,
    pty: true,
    wallMs,
    cpuS: 60,
    openFiles: 1024,
    outputBytes: 1 << 20,
    fileBytes: 32 << 20,
  };
}
