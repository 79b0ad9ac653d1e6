import { setTimeout as pause } from 'node:timers/promises';
import { InfrastructureFault, type LinkDirection, type LinkProfile, tcNetemArguments } from '@gradewire/core';
import type { StandingSandbox } from '../sandbox/standing.ts';
import { startBlackouts } from './blackouts.ts';
import type { LinkBackend, LinkReport, StartedLink } from './link.ts';
import { type LastWord, type LinkProgram, startLinkProgram } from './link-program.ts';
import { assertAsTold, directionCounts, type PortCounts, portCounts, realisedByNetem } from './netem-counts.ts';
import { startGate } from './netem-gate.ts';
import type { NetemSupport } from './probe.ts';
import { inNetworkOf, runWiring } from './wiring.ts';

/** The last word of the link program that only looks on. `a` is the client's end. */
interface Observed extends LastWord {
  readonly seen: { readonly aToB: number; readonly bToA: number };
  readonly forwarded: { readonly aToB: number; readonly bToA: number };
  /** Frames that it did not read in time. */
  readonly unseen: number;
}

/** How long packets that are still on their way at the end are waited for, as in the emulator. */
const drainMs = 200;

/**
 * The kernel forwards: a bridge in the link container, with netem where frames leave it, set from the helper container.
 * Our link program looks on, for the capture. Profiles that `beyondNetem` objects to are not for this backend.
 */
export function netem(links: StandingSandbox, wiring: StandingSandbox, support: NetemSupport): LinkBackend {
  return { name: 'netem', start: (client, server, profile) => start(links, wiring, support, client, server, profile) };
}

async function start(
  links: StandingSandbox,
  wiring: StandingSandbox,
  support: NetemSupport,
  client: string,
  server: string,
  profile: LinkProfile,
): Promise<StartedLink> {
  const bridge = `br-${client}`;
  const tool = (command: string, more: readonly string[] = [], input = '') =>
    runWiring(wiring, inNetworkOf(links, ['gradewire-netem', command, client, server, ...more]), {
      what: `netem between ${client} and ${server} failed at "${command}"`,
      input,
    });
  await using made = new AsyncDisposableStack();
  const first = Promise.withResolvers<void>();
  const observer: LinkProgram<Observed> = made.use(
    await startLinkProgram<Observed>(links, {
      client,
      server,
      options: ['--observe'],
      directives: [],
      onEvent: ({ event }) => event === 'first' && first.resolve(),
    }),
  );
  // What is left of a link that could not be taken down is taken down by the next one to use its ports.
  made.defer(async () => void (await tool('down', [bridge]).catch(() => {})));
  const lines = tcLines(profile, support);
  await tool('up', [bridge], lines);
  const gate = profile.blackouts.length > 0 ? await startGate(links, wiring, client, server) : undefined;
  made.defer(async () => gate?.end());
  const blackouts = await startBlackouts(profile.blackouts, async (shut) => gate?.set(shut));
  made.defer(() => blackouts.end().catch(() => {}));
  first.promise.then(blackouts.begin);
  const owned = made.move();
  let stopped = false;

  async function counted(): Promise<Record<LinkDirection, PortCounts>> {
    const [atClient = '', atServer = ''] = (await tool('stats')).split('\n');
    const counts = directionCounts(portCounts(atClient), portCounts(atServer));
    const [clientToServer = '', serverToClient = ''] = lines.split('\n');
    assertAsTold('clientToServer', clientToServer, profile.clientToServer, counts.clientToServer.netem);
    assertAsTold('serverToClient', serverToClient, profile.serverToClient, counts.serverToClient.netem);
    return counts;
  }
  /** Once nothing is on its way any more, or the patience is over. */
  async function drained() {
    const deadline = performance.now() + drainMs;
    for (;;) {
      const counts = await counted();
      const queued = (counts.clientToServer.netem?.queued ?? 0) + (counts.serverToClient.netem?.queued ?? 0);
      if (queued === 0 || performance.now() > deadline) return counts;
      await pause(10);
    }
  }

  return {
    async stop(): Promise<LinkReport> {
      await blackouts.end();
      await gate?.end();
      const counts = await drained();
      const { capture, report } = await observer.finish();
      await tool('down', [bridge]);
      stopped = true;
      const { seen, forwarded } = report;
      const frames = {
        clientToServer: { in: seen.aToB, out: forwarded.aToB },
        serverToClient: { in: seen.bToA, out: forwarded.bToA },
      };
      return {
        capture,
        framesForwarded: forwarded.aToB + forwarded.bToA,
        framesDropped: 0,
        framesNotCaptured: report.notCaptured,
        version: netemVersion(support),
        realised: realisedByNetem(profile, frames, counts, report.unseen),
      };
    },
    async [Symbol.asyncDispose]() {
      if (!stopped) await owned.disposeAsync();
    },
  };
}

/** E.g. `Linux 6.12.8, iproute2 6.15.0`: what a recorded case needs to be repeated. */
export function netemVersion({ kernel, tc }: NetemSupport): string {
  return `Linux ${kernel}, iproute2 ${tc}`;
}

/** A line for each direction, as gradewire-netem reads them. Throws InfrastructureFault for a word that is none of tc's. */
export function tcLines(profile: LinkProfile, { seed }: Pick<NetemSupport, 'seed'>): string {
  const line = (direction: LinkDirection) => {
    const words = tcNetemArguments(profile[direction]);
    if (words.length === 0) return '';
    const all = seed ? [...words, 'seed', `${profile.seed}`] : words;
    const odd = all.find((word) => !/^[\w.%+-]+$/.test(word));
    if (odd !== undefined) throw new InfrastructureFault(`"${odd}" is no word for tc`);
    return all.join(' ');
  };
  return `${line('clientToServer')}\n${line('serverToClient')}\n`;
}
