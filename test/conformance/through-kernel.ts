import { readFile } from 'node:fs/promises';
import { InfrastructureFault } from '@gradewire/core';
import type Docker from 'dockerode';
import type { RunRequest } from '../../engine/src/sandbox/init-protocol.ts';
import { type StandingSandbox, startSandbox } from '../../engine/src/sandbox/standing.ts';
import type { Configuration } from './configuration.ts';
import { lanesOf, planOf, readResults } from './kernel-plan.ts';
import type { Outcome } from './traffic.ts';

const folder = '/work';
/** Of a batch, the boot included: a kernel that hangs is ended. */
const batchMs = 120_000;
const memory = 1 << 30;
/** Links side by side: while one is set up, which is slow in User-Mode Linux, traffic crosses the others. */
const lanes = 2;

/** A container in which namespaces can be made and a kernel can run: nothing of a student's ever does. */
function container(image: string, labels: Record<string, string>): Docker.ContainerCreateOptions {
  const size = 'rw,nosuid,nodev,exec,size=640m';
  return {
    Image: image,
    Entrypoint: ['/gradewire/init'],
    Labels: { ...labels, 'gradewire.name': 'kernel with netem' },
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      AutoRemove: true,
      NetworkMode: 'none',
      CapAdd: ['SYS_ADMIN', 'NET_ADMIN'],
      // User-Mode Linux traces its processes, and keeps its memory in executable files of /dev/shm.
      SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
      IpcMode: 'none',
      Tmpfs: { '/dev/shm': size, [folder]: 'rw,size=64m', '/run': 'rw,size=64m' },
      Memory: memory,
      MemorySwap: memory,
      PidsLimit: 512,
      // A new network namespace is told to do without IPv6.
      ReadonlyPaths: [],
      LogConfig: { Type: 'none', Config: {} },
    },
  };
}

function request(argv: readonly string[], wallMs: number): RunRequest {
  return {
    argv,
    cwd: '/',
    // User-Mode Linux keeps its control socket in its home.
    environment: { PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/run' },
    uid: 0,
    pty: false,
    wallMs,
    cpuS: 0,
    openFiles: 1024,
    outputBytes: 32 << 20,
    fileBytes: 0,
  };
}

interface Finished {
  readonly well: boolean;
  readonly how: string;
  readonly stdout: string;
}

async function run(box: StandingSandbox, argv: readonly string[], input?: string, wallMs = 10_000): Promise<Finished> {
  let stdout = '';
  let said = '';
  const program = box.run(request(argv, wallMs), (stream, bytes) => {
    said += bytes.toString();
    if (stream === 1) stdout += bytes.toString();
  });
  if (input !== undefined) await program.write(Buffer.from(input));
  program.end();
  const { cause, code } = await program.ended;
  return { well: cause === 'exited' && code === 0, how: `${cause} ${code}: ${said.slice(-2000)}`, stdout };
}

/** Puts a file into the container. */
const put = (box: StandingSandbox, name: string, content: string) =>
  run(box, ['sh', '-c', `cat >${folder}/${name}`], content);

const userModeLinux = [
  'linux.uml',
  ...['mem=512M', 'root=/dev/root', 'rootfstype=hostfs', 'rootflags=/', 'rw'],
  ...['init=/bin/sh', 'con=null', 'con0=fd:0,fd:1', 'quiet', '--', `${folder}/boot.sh`, folder],
];
const natively = ['sh', `${folder}/batch.sh`, folder];

/**
 * Sends the configurations' traffic across kernel netem, in a container that is gone afterwards; what came of each, by its
 * name.
 */
export async function throughKernel(
  docker: Docker,
  { kernel, image }: { readonly kernel: 'native' | 'User-Mode Linux'; readonly image: string },
  labels: Record<string, string>,
  configurations: readonly Configuration[],
): Promise<Map<string, Outcome>> {
  await using box = await startSandbox(docker, container(image, labels));
  for (const name of ['boot.sh', 'batch.sh']) {
    await put(box, name, await readFile(new URL(`kernel/${name}`, import.meta.url), 'utf8'));
  }
  const plans = lanesOf(configurations, lanes).map(planOf);
  for (const [lane, plan] of plans.entries()) await put(box, `plan.${lane}`, plan);
  const { how } = await run(box, kernel === 'native' ? natively : userModeLinux, undefined, batchMs);
  const results = await Promise.all(plans.map((_, lane) => run(box, ['cat', `${folder}/results.${lane}`])));
  try {
    return new Map(results.flatMap(({ stdout }) => [...readResults(stdout)]));
  } catch (error) {
    throw new InfrastructureFault(`no result from netem (${kernel}; ${how})`, error);
  }
}
