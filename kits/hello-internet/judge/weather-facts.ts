import { linkDirections, type Observation } from '@gradewire/core';

/** A client still waited when its time was up: the one failure that a lossy link can bring about by itself. */
export function ranOutOfTime({ clients }: Observation): boolean {
  return clients.some(({ end }) => end.how === 'wall-limit');
}

/** The programs were done and the link, though it may lose packets, had spared them all: nothing was tested. */
export function wasSpared(observation: Observation): boolean {
  const done = observation.clients.every(({ end }) => end.how === 'exited' && end.code === 0);
  return done && directionsOf(observation).length > 0 && lostPackets(observation) === 0;
}

/** By whatever cause, a flipped bit included. */
export function lostPackets(observation: Observation): number {
  const lost = directionsOf(observation).map(
    (one) => one.lost + one.ruledOut + one.blackedOut + one.limited + one.corrupted,
  );
  return lost.reduce((sum, one) => sum + one, 0);
}

export function packetsOf(observation: Observation): number {
  return directionsOf(observation).reduce((sum, one) => sum + one.packets, 0);
}

/** Empty where the link did not count. */
function directionsOf({ link }: Observation) {
  const directions = link.realised?.directions;
  return directions ? linkDirections.map((direction) => directions[direction]) : [];
}
