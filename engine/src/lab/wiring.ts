import { InfrastructureFault } from '@gradewire/core';
import type { StandingSandbox } from '../sandbox/standing.ts';
import { toolRequest } from '../sandbox/tool-request.ts';

export interface ToolEnd {
  /** It exited by itself with status 0. */
  readonly ok: boolean;
  /** How it ended, for people. */
  readonly how: string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a tool of the lab image, as root, with all of `input` on its standard input. */
export async function runTool(sandbox: StandingSandbox, argv: readonly string[], input = ''): Promise<ToolEnd> {
  const output = { 1: '', 2: '' };
  const request = toolRequest(argv, 0, { environment: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin' } });
  const program = sandbox.run(request, (stream, bytes) => {
    output[stream] += bytes.toString();
  });
  if (input !== '') await program.write(Buffer.from(input));
  program.end();
  const { cause, code } = await program.ended;
  const ok = cause === 'exited' && code === 0;
  return { ok, how: `${cause} ${code}`, stdout: output[1], stderr: output[2] };
}

/** Runs a wiring tool and returns what it prints. Throws InfrastructureFault, which names `what`, if it fails. */
export async function runWiring(
  wiring: StandingSandbox,
  argv: readonly string[],
  { what = 'an endpoint could not be wired', input = '' } = {},
): Promise<string> {
  const { ok, how, stdout, stderr } = await runTool(wiring, argv, input);
  if (ok) return stdout;
  throw new InfrastructureFault(`${what} (${how}): ${(stdout + stderr).trim()}`);
}

/** The command, run inside a container's network namespace by the helper that sees the host's process ids. */
export function inNetworkOf({ pid }: StandingSandbox, argv: readonly string[]): string[] {
  return ['nsenter', '--target', `${pid}`, '--net', ...argv];
}
