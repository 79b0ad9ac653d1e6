import { InfrastructureFault, type LinkProfile, toDirectives } from '@gradewire/core';
import type { StandingSandbox } from '../sandbox/standing.ts';
import type { LinkBackend, LinkReport, StartedLink } from './link.ts';
import { startLinkProgram } from './link-program.ts';
import { type LinkTotals, realisedLink } from './link-totals.ts';
import type { ToldFate } from './told-fate.ts';

/** Our own program forwards the frames in user space; one process per link, in the lab's link container. */
export function emulator(container: StandingSandbox): LinkBackend {
  return { name: 'emulator', start: (client, server, profile) => start(container, client, server, profile) };
}

/** The same, which tells each packet's fate as it decides it; `client` is the port that the link begins at. */
export function tellingEmulator(
  container: StandingSandbox,
  onFate: (client: string, fate: ToldFate) => void,
): LinkBackend {
  return {
    name: 'emulator',
    start: (client, server, profile) =>
      start(container, client, server, profile, (fate) => {
        onFate(client, fate);
      }),
  };
}

async function start(
  container: StandingSandbox,
  client: string,
  server: string,
  profile: LinkProfile,
  onFate?: (fate: ToldFate) => void,
): Promise<StartedLink> {
  const program = await startLinkProgram<LinkTotals>(container, {
    client,
    server,
    options: onFate ? ['--fates'] : [],
    directives: toDirectives(profile),
    onEvent: (event) => event.event === 'fate' && onFate?.(event as ToldFate),
  });
  return {
    async stop(): Promise<LinkReport> {
      const { capture, report } = await program.finish();
      if (report.fatesDropped) throw new InfrastructureFault(`${report.fatesDropped} fates of ${client} were not told`);
      return {
        capture,
        framesForwarded: report.forwarded.aToB + report.forwarded.bToA,
        framesDropped: report.dropped.aToB + report.dropped.bToA,
        framesNotCaptured: report.notCaptured,
        version: report.version,
        realised: realisedLink(report),
      };
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}
