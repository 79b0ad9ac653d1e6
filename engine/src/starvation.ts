import { InfrastructureFault, type Observation } from '@gradewire/core';
import type { ExitReport } from './sandbox/init-protocol.ts';

/** What failed may have failed because this machine had no processor for a program when it needed one. */
export class ProgramStarved extends InfrastructureFault {}

/** The shortest time limit of a case is several seconds; a program that others keep waiting for less still meets it. */
export const starvedBudgetMs = 500;

/**
 * Throws ProgramStarved where something did not end well and a program of either side was kept waiting for a processor:
 * the case runs again, with fewer beside it. What ended well is believed, however slow it was; and who takes the
 * processor from itself, with many threads or in an endless loop, is not starved (see `starvedMs`). Nor is who was ended for
 * printing too much: nobody prints more for want of a processor.
 */
export function refuseStarved(
  seen: Pick<Observation, 'server' | 'serverReadyMs' | 'serverAliveAtEnd' | 'clients'>,
): void {
  if (endedWell(seen)) return;
  const waited = [seen.server, ...seen.clients].map((program) =>
    program === null || program.end.how === 'output-limit' ? 0 : (program.starvedMs ?? 0),
  );
  const mostMs = Math.max(...waited);
  if (mostMs <= starvedBudgetMs) return;
  const side = waited[0] === mostMs ? 'server' : 'client';
  const much = `the ${side} waited ${Math.round(mostMs)} ms for a processor that others had`;
  throw new ProgramStarved(`${much}, more than ${starvedBudgetMs}: this machine has too much to do at once`);
}

/** Of the time that a build has: half a minute of the two. Less would not have saved it, in all likelihood. */
const starvedShare = 0.25;

/** The same for a build that was ended by its time limit: it is tried again, and is no result. */
export function refuseStarvedBuild({
  cause,
  wallMs,
  starvedMs,
}: Pick<ExitReport, 'cause' | 'wallMs' | 'starvedMs'>): void {
  if (cause !== 'wall-limit' || starvedMs <= starvedShare * wallMs) return;
  const much = `a build waited ${Math.round(starvedMs / 1000)} s for a processor that others had`;
  throw new ProgramStarved(
    `${much}, of the ${Math.round(wallMs / 1000)} s that it has: this machine has too much to do at once`,
  );
}

function endedWell({ server, serverReadyMs, serverAliveAtEnd, clients }: Parameters<typeof refuseStarved>[0]): boolean {
  const served = server === null || (serverReadyMs !== null && serverAliveAtEnd);
  return served && clients.every(({ end }) => end.how === 'exited' && end.code === 0);
}
