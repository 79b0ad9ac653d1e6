import type { Observation } from '@gradewire/core';

/**
 * The sender sent more than the link could take in, or than its capture has room for: what was captured is not all, and
 * nothing can be said of what is missing. (A link that loses frames without that is no result, and is not judged.)
 */
export function isFlood({ link }: Observation): boolean {
  return (link.framesNotCaptured ?? 0) > 0 || (link.realised?.overrun ?? 0) > 0;
}

/** How many packets in what time, in seconds: for the sentence about it. */
export function floodFacts(flooded: { observation: Observation; metrics: Readonly<Record<string, number>> }) {
  const { metrics, observation } = flooded;
  const longestMs = Math.max(...observation.clients.map(({ startedMs, endedMs }) => endedMs - startedMs));
  return { count: metrics.packetsSent ?? 0, seconds: longestMs / 1000 };
}

/** What the link counted instead, and a time that completion cannot have taken longer than. Milliseconds. */
export function floodMetrics({ link, clients }: Observation): Record<string, number> {
  const packetsSent = link.realised?.directions?.clientToServer.packets;
  const ended = clients.every(({ end }) => end.how === 'exited');
  const longestMs = Math.max(...clients.map(({ startedMs, endedMs }) => endedMs - startedMs));
  return {
    ...(packetsSent === undefined ? {} : { packetsSent }),
    ...(ended && Number.isFinite(longestMs) ? { completionMs: Math.round(longestMs) } : {}),
  };
}
