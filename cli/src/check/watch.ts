import { setTimeout as pause } from 'node:timers/promises';
import { InfrastructureFault } from '@gradewire/core';
import { Submission } from './contracts.ts';
import { eventsIn, type StreamState } from './event-lines.ts';
import { Refused, type Server } from './server.ts';

/** A server that is restarted, or a laptop that sleeps, is waited for. Milliseconds. */
const patienceMs = 10 * 60_000;

/** Whether nothing more will become of it. */
export function hasEnded({ run }: Submission): boolean {
  return run !== null && run.state !== 'waiting' && run.state !== 'running';
}

/**
 * Follows a submission to its end. A connection that is lost is made again, from where it was (Last-Event-ID); `onLost` is
 * told once for each gap. Throws what the server refuses, and InfrastructureFault when it stays away.
 */
export async function watch(
  server: Server,
  { links }: Pick<Submission, 'links'>,
  onStatus: (status: Submission) => void,
  onLost: (why: string) => void,
  signal: AbortSignal,
): Promise<Submission> {
  const state: StreamState = { id: '', retryMs: 2000 };
  let lastHeardMs = Date.now();
  let isLost = false;
  for (;;) {
    try {
      const headers: Record<string, string> = state.id === '' ? {} : { 'Last-Event-ID': state.id };
      const response = await server.stream(links.events, headers, signal);
      for await (const event of eventsIn(heard(response), state)) {
        if (event.type !== 'status') continue;
        const status = Submission.parse(JSON.parse(event.data));
        onStatus(status);
        if (hasEnded(status)) return status;
      }
      // Ended in order, without saying so: perhaps by a proxy.
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Refused) throw error;
      const why = (error as Error).message;
      if (Date.now() - lastHeardMs > patienceMs) throw new InfrastructureFault(why);
      if (!isLost) onLost(why);
      isLost = true;
    }
    await pause(state.retryMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }

  async function* heard(response: Response): AsyncGenerator<Uint8Array> {
    for await (const chunk of response.body ?? []) {
      lastHeardMs = Date.now();
      isLost = false;
      yield chunk;
    }
  }
}
