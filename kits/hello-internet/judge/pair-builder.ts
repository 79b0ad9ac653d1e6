/** Observations of pairs, for the tests of what is made of them. */

import type { Conversation, Observation, ProcessEnd, ProcessObservation, Stream } from '@gradewire/core';

export const port = 4711;
export const exited = (code: number): ProcessEnd => ({ how: 'exited', code });

const nothing = { bytes: '', length: 0, segments: 0, firstByteMs: null, lastByteMs: null, finMs: null, resetMs: null };

export function stream(text: string, ms: number, ends: Partial<Pick<Stream, 'finMs' | 'resetMs'>> = {}): Stream {
  if (text === '') return { ...nothing, ...ends };
  const bytes = Buffer.from(text);
  const data = { bytes: bytes.toString('base64'), length: bytes.length, segments: 1, firstByteMs: ms, lastByteMs: ms };
  return { ...nothing, ...data, ...ends };
}

export function conversation(
  openedMs: number,
  fromClient: Stream,
  fromServer: Stream,
  established = true,
): Conversation {
  return { clientPort: 50_000, serverPort: port, openedMs, established, refused: false, fromClient, fromServer };
}

export function process(
  startedMs: number,
  endedMs: number,
  end: ProcessEnd,
  stdout = '',
  stderr = '',
): ProcessObservation {
  return { argv: ['program'], end, startedMs, endedMs, stdout, stderr, cpuMs: 1, maxRssKiB: 1 };
}

export interface Seen {
  readonly trial?: string;
  readonly clients: readonly ProcessObservation[];
  readonly conversations: readonly Conversation[];
  /** Packets that the link lost; not given: it did not count. */
  readonly lost?: number;
}

export function observation({ trial = 'pair', clients, conversations, lost }: Seen): Observation {
  const other = {
    ruledOut: 0,
    blackedOut: 0,
    limited: 0,
    duplicated: 0,
    corrupted: 0,
    corruptedVisibly: 0,
    reordered: 0,
  };
  const direction = { packets: 10, delayed: 0, tallies: {}, ...other };
  const directions = {
    clientToServer: { ...direction, lost: lost ?? 0 },
    serverToClient: { ...direction, lost: 0 },
  };
  const realised = lost === undefined ? null : { lagMs: null, overrun: 0, directions, rules: [] };
  return {
    version: 1,
    trial,
    port,
    server: process(0, 9000, { how: 'stopped' }),
    serverReadyMs: 5,
    listening: [{ address: '0.0.0.0', port }],
    serverAliveAtEnd: true,
    clients,
    conversations,
    written: [],
    transfers: [],
    link: { backend: 'test', version: '', framesForwarded: 0, framesDropped: 0, realised, capture: null },
    durationMs: 9000,
  };
}

/** Two clients that are served. */
export function served(trial: string, lost?: number): Observation {
  const one = (ms: number) =>
    conversation(
      ms + 2,
      stream('Hello in C', ms + 3, { finMs: ms + 6 }),
      stream('Goodbye in Go', ms + 4, { finMs: ms + 5 }),
    );
  const clients = [process(8, 18, exited(0), 'Goodbye in Go'), process(20, 30, exited(0), 'Goodbye in Go')];
  return observation({ trial, clients, conversations: [one(8), one(20)], ...(lost === undefined ? {} : { lost }) });
}

/** A first client that still waits when its time is up; there is no second one then. */
export function outOfTime(trial: string, lost = 3): Observation {
  const clients = [process(8, 5008, { how: 'wall-limit' }), process(5008, 5008, { how: 'not-run' })];
  return observation({
    trial,
    clients,
    conversations: [conversation(10, stream('Hello in C', 11), stream('', 0))],
    lost,
  });
}
