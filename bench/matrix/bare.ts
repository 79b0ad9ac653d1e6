import type { ClientRun, Trial } from '@gradewire/core';
import {
  ownerUid,
  type ReadyProgram,
  type RunRequest,
  type StandingSandbox,
  sandboxContainer,
  startSandbox,
  unpackInto,
} from '@gradewire/engine';
import type Docker from 'dockerode';

/** A built program in a container that limits nothing. */
export interface BareProgram {
  readonly ready: ReadyProgram;
  readonly sandbox: StandingSandbox;
}

/**
 * A place for a program with its language and its files and nothing of a sandbox's walls: no seccomp filter, no limit on
 * processor, memory or processes. All share the network of the first, so they meet on one loopback. Programs are
 * started by the same init as in a sandbox, so that a difference is the sandbox's and the link's alone.
 */
export async function startBare(
  docker: Docker,
  ready: ReadyProgram,
  labels: Record<string, string>,
  network: StandingSandbox | undefined,
): Promise<BareProgram> {
  const { image, language, treeMiB, program } = ready;
  const spec = {
    kind: 'run',
    image: image.reference,
    name: `bare ${program.id}`,
    hostname: 'bare',
    hosts: [],
    labels,
  } as const;
  const walled = sandboxContainer({ ...spec, memoryMiB: language.memoryMiB, workMiB: treeMiB });
  const { Hostname, HostConfig, ...options } = walled;
  const sandbox = await startSandbox(docker, {
    ...options,
    ...(network ? {} : { Hostname }),
    HostConfig: {
      AutoRemove: true,
      LogConfig: { Type: 'none', Config: {} },
      NetworkMode: network ? `container:${network.containerId}` : 'none',
      SecurityOpt: ['seccomp=unconfined'],
      Tmpfs: HostConfig?.Tmpfs ?? {},
    },
  });
  await unpackInto(sandbox, ready.tree(), ownerUid);
  return { ready, sandbox };
}

/** A pair's trial without link, limits and clean-up. Returns milliseconds; throws if a client fails. */
export async function runBarePair(client: BareProgram, server: BareProgram, trial: Trial): Promise<number> {
  const start = performance.now();
  const serving = server.sandbox.run(request(server, trial.server!.args), () => {});
  try {
    const { reason } = await serving.awaitListening(trial.server!.listensOn!, 10_000);
    if (reason !== 'found') throw new Error(`${server.ready.program.id} does not listen bare`);
    for (const run of trial.client!.runs) await runClient(client, run);
    return performance.now() - start;
  } finally {
    serving.kill();
    await serving.ended;
  }
}

async function runClient(client: BareProgram, run: ClientRun): Promise<void> {
  const args = run.args.map((item) => (item === '10.77.0.2' ? '127.0.0.1' : item));
  const { cause, code } = await client.sandbox.run(request(client, args), () => {}).ended;
  if (cause !== 'exited' || code !== 0) throw new Error(`${client.ready.program.id} ${cause} ${code} bare`);
}

function request({ ready: { program } }: BareProgram, args: readonly string[]): RunRequest {
  return {
    argv: [...program.command, ...args],
    cwd: '/work',
    environment: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/tmp', LANG: 'C.UTF-8', ...program.environment },
    uid: 65534,
    pty: false,
    wallMs: 10_000,
    cpuS: 0,
    openFiles: 1024,
    outputBytes: 1 << 20,
    fileBytes: 0,
  };
}
