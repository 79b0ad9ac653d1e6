import type { Conversation, ProcessObservation } from '@gradewire/core';

/** A client that has waited this long and then leaves has been let down, not impatient. Milliseconds. */
export const patienceMs = 1000;

/**
 * Whether the server sent anything before the client gave up. A reply to a client that has closed, or was ended,
 * answers nobody; it only shows what the server was waiting for.
 */
export function repliedInTime(conversation: Conversation, client: ProcessObservation): boolean {
  const { firstByteMs } = conversation.fromServer;
  return firstByteMs !== null && firstByteMs <= gaveUpMs(conversation, client);
}

/** A FIN right after the greeting may be a half-close, and then its sender still reads; a late one gives up. */
function gaveUpMs({ fromClient, openedMs }: Conversation, client: ProcessObservation): number {
  const { finMs, lastByteMs, resetMs } = fromClient;
  const waited = finMs !== null && finMs - (lastByteMs ?? openedMs) >= patienceMs;
  // A reset answers data that came after the close: it says nothing about when the client stopped waiting.
  return waited ? finMs : earliest(finMs === null ? resetMs : null, client.endedMs + 1);
}

/** The client ended its side before anything came: if it prints nothing either, it did not wait for the reply. */
export function closedBeforeReply({ fromClient, fromServer }: Conversation): boolean {
  return fromClient.finMs !== null && fromServer.firstByteMs !== null && fromClient.finMs <= fromServer.firstByteMs;
}

/** Infinite where there is no time among them. */
export function earliest(...times: (number | null)[]): number {
  return Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
}
