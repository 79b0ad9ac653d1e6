import type Docker from 'dockerode';
import type { RunRequest } from '../../engine/src/sandbox/init-protocol.ts';
import type { StandingSandbox } from '../../engine/src/sandbox/standing.ts';

/** Options of a tmpfs of that size for User-Mode Linux, which keeps its memory in executable files of /dev/shm. */
export const executableFiles = (size: string): string => `rw,nosuid,nodev,exec,size=${size}`;

type Boxed = Required<Pick<Docker.HostConfig, 'Memory' | 'Tmpfs'>> & Pick<Docker.HostConfig, 'Binds' | 'CapAdd'>;

/** A container in which a kernel can run: nothing of a student's ever does. */
export function kernelBox(image: string, labels: Record<string, string>, boxed: Boxed): Docker.ContainerCreateOptions {
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
      // User-Mode Linux traces its processes.
      SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
      IpcMode: 'none',
      MemorySwap: boxed.Memory,
      PidsLimit: 1024,
      // A new network namespace is told to do without IPv6.
      ReadonlyPaths: [],
      LogConfig: { Type: 'none', Config: {} },
      ...boxed,
    },
  };
}

/** Boots User-Mode Linux with the container's files as its own and the shell script as its first process. */
export const userModeLinux = (memory: string, script: readonly string[]): string[] => [
  'linux.uml',
  ...[`mem=${memory}`, 'root=/dev/root', 'rootfstype=hostfs', 'rootflags=/', 'rw'],
  ...['init=/bin/sh', 'con=null', 'con0=fd:0,fd:1', 'quiet', '--', ...script],
];

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

export interface Finished {
  readonly well: boolean;
  readonly how: string;
  readonly stdout: string;
}

/** Runs a program in the container, as root, with all of `input` on its standard input. */
export async function run(
  box: StandingSandbox,
  argv: readonly string[],
  input?: string,
  wallMs = 10_000,
): Promise<Finished> {
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
