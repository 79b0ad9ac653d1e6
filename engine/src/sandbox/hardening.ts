import type Docker from 'dockerode';
import { linkSeccompProfile, seccompProfile } from './seccomp.ts';

/** The uid of student programs, and that of the files which they may read but not change. */
export const studentUid = 65534;
export const ownerUid = 65533;

const MiB = 1024 * 1024;

/** What a sandbox is for. Everything about its walls follows from it. */
export type SandboxKind =
  /** Runs a student's program: source read-only. */
  | 'run'
  /** Builds a student's programs: source writable. */
  | 'build'
  /** Runs our reference and hostile peers. */
  | 'peers';

export interface SandboxSpec {
  readonly kind: SandboxKind;
  readonly image: string;
  /** For people, e.g. `go/client`. */
  readonly name: string;
  readonly hostname: string;
  /** `name:address` */
  readonly hosts: readonly string[];
  readonly memoryMiB: number;
  /** Size of /work, which holds the source or the built tree. */
  readonly workMiB: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Another OCI runtime, e.g. gVisor's `runsc`. */
  readonly runtime?: string;
}

/** System V IPC outlives its processes: 16 MiB of shared memory, 64 queues of 16 KiB, 128 sets of 250 semaphores. */
const ipcLimits = { 'kernel.shmall': '4096', 'kernel.msgmni': '64', 'kernel.sem': '250 32000 100 128' };

/** Container options for a standing sandbox that runs code which nobody trusts. */
export function sandboxContainer(spec: SandboxSpec): Docker.ContainerCreateOptions {
  const isBuild = spec.kind === 'build';
  const owner = spec.kind === 'run' ? ownerUid : studentUid;
  const tmpMiB = isBuild ? 512 : 64;
  const mount = (size: number, uid: number, mode: string, inodes: number) =>
    `rw,nosuid,nodev,exec,size=${size}m,nr_inodes=${inodes},uid=${uid},gid=${uid},mode=${mode}`;
  // What lies on a tmpfs is charged to the container's memory: the program's own limit comes on top of it. Of that,
  // what outlives a program (/tmp, /dev/shm, System V IPC and the kernel's own memory for them) never takes all:
  // init could not work any more, and a student's waste would look like a fault of ours.
  const memory = (spec.memoryMiB + spec.workMiB + (isBuild ? tmpMiB : 0)) * MiB;
  return {
    ...standing(spec.image, spec.name, spec.labels),
    Hostname: spec.hostname,
    HostConfig: {
      ...walls(spec.runtime),
      CapAdd: ['SETUID', 'SETGID', 'KILL'],
      ExtraHosts: [...spec.hosts],
      IpcMode: 'private',
      Tmpfs: {
        '/work': mount(spec.workMiB, owner, '755', 65536),
        // Root's: whoever owns a folder can close it, and the wiping would see nothing in it.
        '/tmp': mount(tmpMiB, 0, '1777', isBuild ? 65536 : 8192),
        '/dev/shm': mount(16, 0, '1777', 1024),
      },
      Memory: memory,
      MemorySwap: memory,
      NanoCpus: 1e9,
      PidsLimit: isBuild ? 512 : 256,
      // Namespaced; ports are free at once, nothing learnt about a peer outlives a case, no second way round the link. TCP
      // by the book (RFC 5681) on whatever machine: every kernel has it, and what else is the default differs.
      Sysctls: {
        'net.ipv4.tcp_max_tw_buckets': '0',
        'net.ipv4.tcp_no_metrics_save': '1',
        'net.ipv4.tcp_congestion_control': 'reno',
        'net.ipv6.conf.all.disable_ipv6': '1',
        'net.ipv6.conf.default.disable_ipv6': '1',
        ...ipcLimits,
      },
    },
  };
}

/** The container that holds the links of a lab: one port per endpoint, our program between two of them. */
export function linkContainer(
  image: string,
  labels: Record<string, string>,
  cgroupDriver: string,
): Docker.ContainerCreateOptions {
  return {
    ...standing(image, 'link', labels),
    HostConfig: {
      ...walls(),
      // NET_ADMIN: a receive buffer that the host's limit would cut. SYS_NICE: to run as soon as a packet is due; refused all
      // the same by a kernel that gives real time by group. The program gives all of it up before the first frame.
      CapAdd: ['SETUID', 'SETGID', 'KILL', 'NET_RAW', 'NET_ADMIN', 'SYS_NICE'],
      SecurityOpt: ['no-new-privileges', `seccomp=${linkSeccompProfile}`],
      Memory: 512 * MiB,
      MemorySwap: 512 * MiB,
      // When all want the processors at once, the link goes first: its delays are what is measured. The most that Docker
      // takes: with 8192, one packet in a hundred was 10 ms late on a busy machine, with this 4 ms. Beside the group of all
      // containers and not inside it, or it would wait whenever they and the rest of the machine are busy.
      CpuShares: 262_144,
      ...(cgroupDriver === 'cgroupfs' ? { CgroupParent: '/' } : {}),
      PidsLimit: 256,
      Sysctls: {
        'net.ipv6.conf.all.disable_ipv6': '1',
        'net.ipv6.conf.default.disable_ipv6': '1',
      },
    },
  };
}

/** The helper that moves veth pairs into place. Runs only our own wiring script, never anything of a student's. */
export function wiringContainer(image: string, labels: Record<string, string>): Docker.ContainerCreateOptions {
  return {
    ...standing(image, 'wiring', labels),
    HostConfig: {
      ...walls(),
      CapAdd: ['SYS_ADMIN', 'NET_ADMIN', 'SYS_PTRACE'],
      PidMode: 'host',
      Memory: 128 * MiB,
      MemorySwap: 128 * MiB,
      PidsLimit: 64,
      SecurityOpt: ['no-new-privileges', 'seccomp=unconfined'],
    },
  };
}

function standing(image: string, name: string, labels: Record<string, string>): Docker.ContainerCreateOptions {
  return {
    Image: image,
    Entrypoint: ['/gradewire/init'],
    Cmd: [],
    User: '0:0',
    WorkingDir: '/',
    Labels: { ...labels, 'gradewire.name': name },
    // StdinOnce: when the engine lets go of it, however it ends, init reads end-of-file and the container goes.
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    NetworkDisabled: false,
  };
}

function walls(runtime?: string): Docker.HostConfig {
  return {
    AutoRemove: true,
    NetworkMode: 'none',
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges', `seccomp=${seccompProfile}`],
    ReadonlyRootfs: true,
    LogConfig: { Type: 'none', Config: {} },
    Ulimits: [{ Name: 'nofile', Soft: 4096, Hard: 4096 }],
    ...(runtime === undefined ? {} : { Runtime: runtime }),
  };
}
