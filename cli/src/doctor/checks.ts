import { createServer } from 'node:net';
import type { KernelProbe } from '@gradewire/engine';
import type { CommandResult } from '../setup/host-command.ts';
import type { Check } from './check.ts';
import type { EngineFacts } from './engine-facts.ts';

const GiB = 2 ** 30;

/** Node 24 runs our TypeScript directly. */
export function checkNode(version: string): Check {
  const ok = Number(version.split('.')[0]) >= 24;
  const fix = 'run `npm test` or `npm start` once: they install Node 24 in node_modules';
  return { id: 'node', title: 'Node 24', ok, required: true, found: version, fix };
}

const pingMeans = {
  answers: 'it answers',
  absent: 'nobody answers',
  forbidden: 'this user may not use it',
  silent: 'it does not answer',
};

/** `dockerHost` is DOCKER_HOST, if it is set. */
export function checkEngine({ ping, problem, info }: EngineFacts, dockerHost?: string): Check {
  const found = info
    ? `${info.ServerVersion}, cgroup v${info.CgroupVersion ?? '1'}, ${info.Driver}`
    : (problem ?? pingMeans[ping]);
  const fix =
    ping === 'forbidden'
      ? 'sudo usermod -aG docker "$USER", then log out and in'
      : dockerHost
        ? `start the engine that DOCKER_HOST=${dockerHost} names, or unset DOCKER_HOST`
        : 'run `npm start` as root, or: sudo apt-get install docker.io && sudo systemctl start docker';
  return { id: 'docker', title: 'Docker Engine', ok: info !== undefined, required: true, found, fix };
}

/** How many of our images there are; missing ones are built when they are first needed. */
export function checkImages({ tags }: EngineFacts, wanted: readonly string[]): Check {
  const missing = wanted.filter((tag) => !tags.includes(tag)).map((tag) => tag.replace(/^gradewire\/|:.*$/g, ''));
  const found = missing.length === 0 ? `all ${wanted.length} present` : `not built yet: ${missing.join(', ')}`;
  const fix = 'nothing to do: each is built when a grade first needs it';
  return { id: 'images', title: 'Sandbox images', ok: missing.length === 0, required: false, found, fix };
}

/** The controllers that limit a sandbox. `controllers` is what the kernel offers, of either version. */
export function checkCgroups(controllers: Set<string>): Check {
  const missing = ['memory', 'pids', 'cpu'].filter((name) => !controllers.has(name));
  const found = missing.length === 0 ? 'memory, pids, cpu' : `without ${missing.join(', ')}`;
  const fix = 'start the kernel with cgroup_enable=memory swapaccount=1, and mount cgroups (package cgroupfs-mount)';
  return { id: 'cgroups', title: 'cgroup controllers', ok: missing.length === 0, required: true, found, fix };
}

const notTried = 'not tried yet: it needs Docker and the lab image, which the first grade builds';

/** What `--link netem` would find. */
export function checkNetem(probe: KernelProbe | undefined): Check {
  const netem = probe?.netem;
  const ok = netem?.netem === true && netem.seed;
  const lacking = netem?.netem ? `Linux ${netem.kernel} has it without seed` : netem?.reason;
  const found = ok
    ? `Linux ${netem.kernel}, iproute2 ${netem.tc}`
    : lacking
      ? `${lacking.slice(0, 60)}; the emulator makes all links, and nothing is lost by it`
      : notTried;
  const fix = 'only --link netem needs it: a kernel from 6.6 with sch_netem (modprobe sch_netem)';
  return { id: 'netem', title: 'Kernel netem', ok, required: false, found, fix };
}

/** Landlock with its second version is what keeps programs away from init's files in /proc; see docs/adr/0005. */
export function checkLandlock(probe: KernelProbe | undefined): Check {
  const version = probe?.landlock ?? 0;
  const ok = version >= 2;
  const has = version > 0 ? `version ${version}` : 'not in the kernel, or switched off';
  const found = ok
    ? `version ${version}`
    : probe
      ? `${has}: a hostile program can end its own sandbox; its run is then incomplete`
      : notTried;
  const fix = 'a kernel from 5.19 with Landlock among its security modules (lsm=landlock,… at boot)';
  return { id: 'landlock', title: 'Landlock', ok, required: false, found, fix };
}

/** Whether the link runs as soon as a packet is due, whatever else wants the processors; see docs/link.md. */
export function checkRealTime(probe: KernelProbe | undefined): Check {
  const ok = probe?.realTime === true;
  const found = ok
    ? 'SCHED_FIFO is granted'
    : probe
      ? 'SCHED_FIFO is refused: beside heavy load a packet can be some milliseconds late, which each case watches'
      : notTried;
  const fix = 'a kernel without CONFIG_RT_GROUP_SCHED, which gives containers no real time';
  return { id: 'real-time', title: 'Real time for the link', ok, required: false, found, fix };
}

export function checkTun(present: boolean): Check {
  const found = present ? '/dev/net/tun' : 'missing';
  const fix = 'optional: modprobe tun';
  return { id: 'tun', title: 'TUN device', ok: present, required: false, found, fix };
}

type Space = { id: string; title: string; path: string; needed: number; free: number | undefined; fix: string };

/** Free bytes of the file system that holds `path`; unknown (undefined) is not ok. */
export function checkDisk({ id, title, path, needed, free, fix }: Space): Check {
  const found = free === undefined ? `${path} cannot be read` : `${gibibytes(free)} free (${path})`;
  const ok = free !== undefined && free >= needed;
  return { id, title: `${title}, at least ${gibibytes(needed)} free`, ok, required: true, found, fix };
}

/** Compilers such as Kotlin's and Swift's take up to 2 GiB while they run. */
export function checkMemory(total: number): Check {
  const fix = 'give the machine more memory, or grade with --jobs 1';
  const found = gibibytes(total);
  return { id: 'memory', title: 'Memory, at least 4 GiB', ok: total >= 3.5 * GiB, required: false, found, fix };
}

/** A link of its own beside two busy endpoints. */
export function checkCpus(count: number): Check {
  const fix = 'give the machine two CPUs: on one, timed cases wait for each other';
  return { id: 'cpus', title: 'CPUs, at least 2', ok: count >= 2, required: false, found: String(count), fix };
}

/** Whether a TCP port can be bound now. */
export async function checkPort(port: number): Promise<Check> {
  const problem = await new Promise<string | undefined>((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, () => server.close(() => resolve(undefined)));
  });
  const ok = problem === undefined;
  const found = ok ? 'free' : problem === 'EADDRINUSE' ? 'in use' : problem;
  const fix = `only the service needs it: end what listens there (ss -ltnp 'sport = :${port}')`;
  return { id: `port-${port}`, title: `TCP port ${port}`, ok, required: false, found, fix };
}

export function checkGit({ exitCode, output }: CommandResult): Check {
  const found = exitCode === 0 ? output.trim().replace('git version ', '') : 'missing';
  return { id: 'git', title: 'git', ok: exitCode === 0, required: false, found, fix: 'apt-get install git' };
}

/** Whether set-up may install what is missing, and make base images where no registry answers. */
export function checkAutomaticSetup({ root, apt }: { root: boolean; apt: boolean }): Check {
  const found = root ? (apt ? 'root and apt-get' : 'no apt-get here') : 'not root';
  const fix = 'only to install Docker or to make base images without a registry: run `npm start` once as root';
  return { id: 'automatic-setup', title: 'Automatic set-up', ok: root && apt, required: false, found, fix };
}

function gibibytes(bytes: number): string {
  return `${(bytes / GiB).toFixed(bytes < 10 * GiB ? 1 : 0)} GiB`;
}
