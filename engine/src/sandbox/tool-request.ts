import type { RunRequest } from './init-protocol.ts';

/** A tool of an image (tar, cat, ip), run by us and not by a student: nothing but pipes, and soon over. */
export function toolRequest(
  argv: readonly string[],
  uid: number,
  change: Partial<Pick<RunRequest, 'environment' | 'wallMs' | 'outputBytes' | 'fileBytes'>> = {},
): RunRequest {
  return {
    argv,
    cwd: '/',
    environment: { PATH: '/usr/bin:/bin' },
    uid,
    pty: false,
    wallMs: 10_000,
    cpuS: 0,
    openFiles: 64,
    outputBytes: 65536,
    fileBytes: 0,
    ...change,
  };
}
