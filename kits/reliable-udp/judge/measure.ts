import type { Seen } from './seen.ts';

/** A case's figures beside the reference's; only what is known. Times in milliseconds. */
export function measure(student: Seen, reference: Seen | undefined): Record<string, number> {
  if (reference === undefined || !reference.isWhole) return {};
  const { completionMs, packetsSent } = reference.metrics;
  const own = student.isWhole ? student.metrics : {};
  return known({
    referenceCompletionMs: completionMs,
    referencePacketsSent: packetsSent,
    timeRatio: ratio(own.completionMs, completionMs),
    packetsRatio: ratio(own.packetsSent, packetsSent),
  });
}

function ratio(own: number | undefined, other: number | undefined): number | undefined {
  if (own === undefined || other === undefined || other <= 0) return undefined;
  return Math.round((1000 * own) / other) / 1000;
}

function known(figures: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).filter((one): one is [string, number] => one[1] !== undefined));
}
