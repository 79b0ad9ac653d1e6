import { type FileSpec, type Observation, type ProcessObservation, rudp, type Trial } from '@gradewire/core';
import { says } from '../plan/trials.ts';
import { floodMetrics, isFlood } from './flood.ts';
import { expectedBy, isWhole } from './written.ts';

/** A trial of a sender, as far as it was seen, with what follows from that. */
export interface Seen {
  readonly observation: Observation;
  readonly trial: Trial;
  /** What was to arrive: a file for each of its runs. */
  readonly expected: readonly FileSpec[];
  readonly runs: readonly ProcessObservation[];
  readonly transfers: readonly rudp.Transfer[];
  /** Packets in order of time, of all sockets. */
  readonly packets: readonly rudp.SentPacket[];
  readonly metrics: Readonly<Record<string, number>>;
  /** Every file arrived, byte for byte. */
  readonly isWhole: boolean;
  /** The receiver took up a connection. */
  readonly isOpened: boolean;
  /** The receiver has got everything up to an `end`. */
  readonly isEnded: boolean;
  /** Not all that was sent was captured. */
  readonly isFlood: boolean;
  /** The receiver heard nothing for so long that it forgot the sender. */
  readonly isForgotten: boolean;
}

const known = new WeakMap<Observation, Seen>();

export function seenIn(trial: Trial, observation: Observation): Seen {
  const seen = known.get(observation) ?? see(trial, observation);
  known.set(observation, seen);
  return seen;
}

function see(trial: Trial, observation: Observation): Seen {
  const transfers = observation.transfers.map(rudp.loadTransfer);
  const expected = expectedBy(trial);
  const said = observation.server?.stdout ?? '';
  return {
    observation,
    trial,
    expected,
    runs: observation.clients,
    transfers,
    packets: transfers.flatMap(({ packets }) => packets).sort((a, b) => a.ms - b.ms),
    metrics: {
      ...rudp.metrics(transfers),
      ...exitFigures(observation),
      ...(isFlood(observation) ? floodMetrics(observation) : {}),
    },
    isWhole: isWhole(observation, expected),
    isOpened: said.includes('"event":"open"'),
    isEnded: said.split(says.end).length > expected.length,
    isFlood: isFlood(observation),
    isForgotten: said.includes(says.closed),
  };
}

/**
 * `exitedAfterMs`, from its start, and `exitCode` of a sender that ended by itself; of several the last end and the highest
 * code. Left out where one did not.
 */
function exitFigures({ clients }: Observation): Record<string, number> {
  const codes = clients.flatMap(({ end }) => (end.how === 'exited' ? [end.code] : []));
  if (codes.length === 0 || codes.length < clients.length) return {};
  const lastMs = Math.max(...clients.map(({ startedMs, endedMs }) => endedMs - startedMs));
  return { exitedAfterMs: Math.round(lastMs), exitCode: Math.max(...codes) };
}

/** `packet 14 at 1.532 s`: its number in the capture, and the time since the sender's first packet. */
export function placeOf({ frame, ms }: { readonly frame: number; readonly ms: number }): string {
  return `packet ${frame} at ${(ms / 1000).toFixed(3)} s`;
}

/** The transfer that a packet of this number is in. */
export function transferWith(seen: Seen, frame: number | undefined): rudp.Transfer | undefined {
  return seen.transfers.find(({ packets }) => packets.some((one) => one.frame === frame)) ?? seen.transfers[0];
}
