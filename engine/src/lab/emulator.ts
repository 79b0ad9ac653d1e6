import { type LinkProfile, toDirectives } from '@gradewire/core';
import type { StandingSandbox } from '../sandbox/standing.ts';
import type { LinkBackend, LinkReport, StartedLink } from './link.ts';
import { startLinkProgram } from './link-program.ts';
import { type LinkTotals, realisedLink } from './link-totals.ts';

/** Our own program forwards the frames in user space; one process per link, in the lab's link container. */
export function emulator(container: StandingSandbox): LinkBackend {
  return { name: 'emulator', start: (client, server, profile) => start(container, client, server, profile) };
}

async function start(
  container: StandingSandbox,
  client: string,
  server: string,
  profile: LinkProfile,
): Promise<StartedLink> {
  const ends = { client, server, options: [], directives: toDirectives(profile) };
  const program = await startLinkProgram<LinkTotals>(container, ends);
  return {
    async stop(): Promise<LinkReport> {
      const { capture, report } = await program.finish();
      return {
        capture,
        framesForwarded: report.forwarded.aToB + report.forwarded.bToA,
        framesDropped: report.dropped.aToB + report.dropped.bToA,
        version: report.version,
        realised: realisedLink(report),
      };
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}
