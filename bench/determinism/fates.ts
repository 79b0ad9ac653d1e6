import type { ToldFate } from '../../engine/src/lab/told-fate.ts';

/** A packet by what it is: direction, class, number from the family's first one, the how-manyth time; and its duplicate. */
export function packetKey({ direction, class: name, rel, k, copy }: ToldFate): string | undefined {
  if (name === undefined) return undefined;
  return `${direction === 'aToB' ? 'sender' : 'receiver'}: ${name} +${rel}, time ${k}${copy ? ', duplicate' : ''}`;
}

/** Everything that the link decided for a packet, as text: two fates are the same if it is. */
export function fateText({ fate, rule, duplicated, reordered, delayNs, frameByte, payloadByte }: ToldFate): string {
  return [
    rule === undefined ? fate : `${fate} by rule ${rule}`,
    ...(duplicated ? ['duplicated'] : []),
    ...(reordered ? ['sent ahead'] : []),
    ...(delayNs > 0 ? [`delayed ${delayNs} ns`] : []),
    ...(frameByte === undefined || frameByte < 0 ? [] : [`frame byte ${frameByte} damaged`]),
    // A packet that was lost has no such byte, though it would have been changed.
    ...(payloadByte === undefined || payloadByte < 0 ? [] : [`payload byte ${payloadByte} changed`]),
  ].join(', ');
}

/** The fates of one packet in all runs that had it: in how many, and how often each fate. */
export interface Met {
  readonly key: string;
  readonly runs: number;
  readonly fates: ReadonlyMap<string, number>;
}

const udp = 17;

/**
 * One for each packet that any run had. A late answer meets a closed port, and the kernel's ICMP message about it has
 * no key: only UDP counts. Throws where a packet could not be read, or came twice under one key.
 */
export function compareFates(runs: readonly (readonly ToldFate[])[]): Met[] {
  const met = new Map<string, Map<string, number>>();
  for (const fates of runs) {
    const seen = new Set<string>();
    for (const told of fates.filter(({ protocol }) => protocol === udp)) {
      const key = packetKey(told);
      if (key === undefined || seen.has(key)) throw new Error(`no such key, or twice: ${key} ${JSON.stringify(told)}`);
      seen.add(key);
      const counts = met.get(key) ?? new Map<string, number>();
      met.set(key, counts.set(fateText(told), (counts.get(fateText(told)) ?? 0) + 1));
    }
  }
  const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((a, b) => a + b, 0);
  return [...met].map(([key, fates]) => ({ key, runs: sum(fates), fates }));
}

/** Packets that did not always meet the same. */
export function differing(met: readonly Met[]): Met[] {
  return met.filter(({ fates }) => fates.size > 1);
}
