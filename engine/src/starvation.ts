import { InfrastructureFault, type Observation } from '@gradewire/core';

/** What failed may have failed because this machine had no processor for a program when it needed one. */
export class ProgramStarved extends InfrastructureFault {}

/** The shortest time limit of a case is several seconds; a program that others keep waiting for less still meets it. */
export const starvedBudgetMs = 500;

/**
 * Throws ProgramStarved where something did not end well and a program of either side was kept waiting for a processor:
 * the case runs again, with fewer beside it. What ended well is believed, however slow it was; and who takes the
 * processor from itself, with many threads or in an endless loop, is not starved (see `starvedMs`).
 */
export function refuseStarved(
  seen: Pick<Observation, 'server' | 'serverReadyMs' | 'serverAliveAtEnd' | 'clients'>,
): void {
  if (endedWell(seen)) return;
  const waited = [seen.server, ...seen.clients].map((program) => program?.starvedMs ?? 0);
  const mostMs = Math.max(...waited);
  if (mostMs <= starvedBudgetMs) return;
  const side = waited[0] === mostMs ? 'server' : 'client';
  const much = `the ${side} waited ${Math.round(mostMs)} ms for a processor that others had`;
  throw new ProgramStarved(`${much}, more than ${starvedBudgetMs}: this machine has too much to do at once`);
}

function endedWell({ server, serverReadyMs, serverAliveAtEnd, clients }: Parameters<typeof refuseStarved>[0]): boolean {
  const served = server === null || (serverReadyMs !== null && serverAliveAtEnd);
  return served && clients.every(({ end }) => end.how === 'exited' && end.code === 0);
}
