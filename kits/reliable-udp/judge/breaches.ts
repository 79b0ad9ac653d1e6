import { type Feedback, rudp } from '@gradewire/core';
import type { Config } from '../config.ts';
import { type Code, say } from './feedback.ts';
import { placeOf, type Seen } from './seen.ts';
import { falseAcks, isByTrust } from './trust.ts';

/** Breaches of one rule in a case, or over several. */
export interface Breached {
  readonly code: Code;
  /** Packets that break it, first ones and later ones alike. */
  readonly count: number;
  /** In how many cases, where they are counted over all. */
  readonly cases?: number;
  readonly first: rudp.Breach;
}

export function breachesIn(seen: Seen, rule: rudp.Rule): rudp.Breach[] {
  const found = seen.transfers.flatMap((transfer) => {
    const trusted = rule === 'window' ? falseAcks(transfer) : [];
    return rudp.breaches(transfer, rule).filter(({ packet }) => !isByTrust(trusted, packet));
  });
  return found.sort((a, b) => a.packet.ms - b.packet.ms);
}

/**
 * What a rule costs that is broken, and what it is called then. Undefined: it is kept, as far as it matters. Whatever it is
 * called, all packets beyond five are counted, and the first of them is shown.
 */
export function windowBreach(config: Config, breaches: readonly rudp.Breach[]): Breached | undefined {
  const [first] = breaches;
  if (first === undefined || breaches.length < config.windowEvents) return undefined;
  const beyondSix = breaches.filter(({ packet }) => packet.outstandingWithGrace > rudp.usualWindow + 1);
  const code = beyondSix.length >= config.windowEvents ? 'window' : 'window-of-six';
  return { code, count: breaches.length, first };
}

export function sizeBreach(breaches: readonly rudp.Breach[]): Breached | undefined {
  return breaches[0] && { code: 'packet-size', count: breaches.length, first: breaches[0] };
}

/** `packets`: how many were sent in all. */
export function spuriousBreach(
  { spurious }: Config,
  breaches: readonly rudp.Breach[],
  packets: number,
): Breached | undefined {
  const isMuch = breaches.length >= spurious.events && breaches.length >= spurious.share * packets;
  return isMuch ? { code: 'resends-acknowledged', count: breaches.length, first: breaches[0]! } : undefined;
}

export function sayBreach({ code, count, cases = 1, first }: Breached): Feedback {
  return say(code, { count, cases, packet: `${placeOf(first.packet)}: ${first.text}` });
}

/** The rules that a case by itself shows to be broken. */
export function breachesOfCase(config: Config, seen: Seen): Breached[] {
  const found = [
    windowBreach(config, breachesIn(seen, 'window')),
    sizeBreach(breachesIn(seen, 'size')),
    spuriousBreach(config, breachesIn(seen, 'spurious'), seen.packets.length),
  ];
  return found.filter((one) => one !== undefined);
}

const remarks: readonly (readonly [rudp.Rule, Code])[] = [
  ['changed', 'changes-packets'],
  ['sequence', 'numbers-wrong'],
  ['data-after-end', 'data-after-end'],
];

/** What is not as one would do it, and costs nothing by itself. An end may go out early: told only where not all comes. */
export function remarksOn(seen: Seen): Breached[] {
  const rules = seen.isEnded ? remarks : [...remarks, ['end-early', 'end-early'] as const];
  const found = rules.flatMap(([rule, code]): Breached[] => {
    const breaches = breachesIn(seen, rule);
    return breaches[0] === undefined ? [] : [{ code, count: breaches.length, first: breaches[0] }];
  });
  const early = resentBeforeTime(seen);
  const first = early[0];
  if (early.length < 3 || first === undefined) return found;
  const text = `${rudp.packetName(first)} is sent again after ${(first.ms - first.previousMs!).toFixed(0)} ms`;
  return [...found, { code: 'resends-all', count: early.length, first: { packet: first, text } }];
}

/**
 * Retransmissions together with one of a lower number, less than 0.6 times the sender's own timer after their last: those of
 * a sender that sends its whole window again (go-back-N).
 */
function resentBeforeTime({ packets, metrics }: Seen): rudp.SentPacket[] {
  const again = packets.filter(({ transmission, seq }) => transmission > 1 && seq !== null);
  const { timerMedianMs = 0 } = metrics;
  const togetherMs = 20;
  return again.filter((one, i) => {
    const before = again[i - 1];
    const isTogether = before !== undefined && one.ms - before.ms < togetherMs && before.seq! < one.seq!;
    return isTogether && one.ms - one.previousMs! < 0.6 * timerMedianMs;
  });
}
