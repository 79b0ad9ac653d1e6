import type Docker from 'dockerode';
import { linkContainer, wiringContainer } from '../sandbox/hardening.ts';
import { type StandingSandbox, startSandbox } from '../sandbox/standing.ts';
import { cgroupDriverOf } from './lab.ts';
import { portCounts } from './netem-counts.ts';
import { inNetworkOf, runTool } from './wiring.ts';

export interface NetemSupport {
  readonly netem: true;
  /** Whether the same seed gives the same fates: Linux 6.6 and iproute2 6.6 and later. */
  readonly seed: boolean;
  /** Versions, e.g. `6.15.0`, `6.12.8-amd64`. */
  readonly tc: string;
  readonly kernel: string;
}
export type NetemProbe = NetemSupport | { readonly netem: false; readonly reason: string };

export interface KernelProbe {
  readonly netem: NetemProbe;
  /** The version of its interface (landlock(7)); null where the kernel has none, or none is switched on. */
  readonly landlock: number | null;
  /** SCHED_FIFO is granted to what runs in a link container: the link then goes before whatever else wants a processor. */
  readonly realTime: boolean;
}

/** Tries what the kernel of Docker's host can do, in two containers that are gone afterwards. Throws InfrastructureFault. */
export async function probeKernel(docker: Docker, image: string, labels: Record<string, string>): Promise<KernelProbe> {
  // In the group of a lab's own: a kernel may give real time by group.
  await using links = await startSandbox(docker, linkContainer(image, labels, await cgroupDriverOf(docker)));
  await using wiring = await startSandbox(docker, wiringContainer(image, labels));
  const { ok: realTime } = await runTool(links, ['chrt', '--fifo', '1', 'true']);
  return { netem: await probeNetem(links, wiring), landlock: await probeLandlock(links), realTime };
}

const triedSeed = 11;

async function probeNetem(links: StandingSandbox, wiring: StandingSandbox): Promise<NetemProbe> {
  const inLinks = (argv: readonly string[], input = '') => runTool(wiring, inNetworkOf(links, argv), input);
  const pair = await inLinks(['ip', 'link', 'add', 'probe0', 'up', 'type', 'veth', 'peer', 'name', 'probe1']);
  const line = 'delay 1ms loss random 1%';
  const netem = ['gradewire-netem', 'up', 'probe0', 'probe1', 'br-probe'];
  let up = await inLinks(netem, `${line} seed ${triedSeed}\n\n`);
  // A tc that does not know the word refuses it; a kernel that does not know the attribute ignores it.
  if (!up.ok) up = await inLinks(netem, `${line}\n\n`);
  if (!pair.ok || !up.ok) return { netem: false, reason: firstLine(pair.stderr) || firstLine(up.stderr) || up.how };
  const [, atPeer = ''] = (await inLinks(['gradewire-netem', 'stats', 'probe0', 'probe1'])).stdout.split('\n');
  const [kernel, tc] = await Promise.all([runTool(links, ['uname', '-r']), runTool(links, ['tc', '-V'])]);
  return {
    netem: true,
    seed: portCounts(atPeer).netem?.seed === triedSeed,
    tc: /iproute2-([^\s,]+)/.exec(tc.stdout)?.[1] ?? tc.stdout.trim(),
    kernel: kernel.stdout.trim(),
  };
}

/** tc says "Error: Specified qdisc kind is unknown." */
function firstLine(text: string): string {
  return (text.trim().split('\n')[0] ?? '').replace(/^Error: |\.$/g, '');
}

/** landlock_create_ruleset(NULL, 0, LANDLOCK_CREATE_RULESET_VERSION); the number of the call is the same everywhere. */
async function probeLandlock(sandbox: StandingSandbox): Promise<number | null> {
  const { stdout } = await runTool(sandbox, ['perl', '-e', 'print syscall(444, 0, 0, 1)']);
  const version = Number(stdout);
  return version > 0 ? version : null;
}
