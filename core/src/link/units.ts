/** A quantity as it was read, or what is wrong with it: a predicate to put behind the value (`"5lightyears" has …`). */
export type Reading = { readonly value: number } | { readonly problem: string };

export const correlationRefused =
  "asks for correlation, which is not offered: netem's correlation changes the rate itself (loss 20% 25% really loses " +
  '10.2 %, 20% 50% only 2.9 %); for losses in bursts use the loss model gemodel';

const nanosecondsPer: Readonly<Record<string, number>> = {
  ...{ s: 1e9, sec: 1e9, secs: 1e9, ms: 1e6, msec: 1e6, msecs: 1e6 },
  ...{ us: 1e3, usec: 1e3, usecs: 1e3, ns: 1, nsec: 1, nsecs: 1 },
};

/** In tc a `bit` is a bit per second and `bps` are bytes per second; `k` is 1000, `ki` is 1024; case means nothing. */
const bitsPerSecondPer: Readonly<Record<string, number>> = Object.fromEntries(
  ['', 'k', 'm', 'g', 't'].flatMap((prefix, power) => [
    [`${prefix}bit`, 1000 ** power],
    [`${prefix}bps`, 8 * 1000 ** power],
    ...(prefix
      ? [1024 ** power].flatMap(
          (kibi) =>
            [
              [`${prefix}ibit`, kibi],
              [`${prefix}ibps`, 8 * kibi],
            ] as const,
        )
      : []),
  ]),
);

const longestMs = 24 * 3600 * 1000;
const quantity = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(\D*)$/i;

function numberAndUnit(text: string): { number: number; unit: string } | { problem: string } {
  const found = quantity.exec(text);
  if (found && /\s/.test(found[2]!)) return { problem: 'has a blank in it: write the unit right behind the number' };
  if (found) return { number: Number(found[1]), unit: found[2]!.toLowerCase() };
  return { problem: text.trim() === '' ? 'is empty' : 'is not one number with a unit' };
}

const unknownUnit = (unit: string, known: readonly string[]) => ({
  problem: `has the unit "${unit}", which tc does not know; it knows ${known.join(', ')}`,
});

/**
 * A time as netem writes it (`50ms`, `1.5s`, `200us`, `10ns`), or a number of milliseconds; in milliseconds, exact to the
 * nanosecond. A text needs its unit: a bare number is microseconds to older releases of tc, nanoseconds to newer ones.
 */
export function readTime(time: string | number): Reading {
  let ns = typeof time === 'number' ? time * 1e6 : 0;
  if (typeof time === 'string') {
    const read = numberAndUnit(time);
    if ('problem' in read) {
      const several = /^\S+\s+[+-]?\.?\d/.test(time.trim());
      return several ? { problem: 'is more than one time: jitter has a field of its own' } : read;
    }
    const factor = nanosecondsPer[read.unit];
    if (read.unit === '' && read.number !== 0) return { problem: 'has no unit: write ms, us, ns or s' };
    if (factor === undefined && read.unit !== '') return unknownUnit(read.unit, Object.keys(nanosecondsPer));
    ns = read.number * (factor ?? 0);
  }
  if (ns < 0) return { problem: 'is a negative time' };
  if (!(ns <= longestMs * 1e6)) return { problem: 'is longer than a day' };
  return { value: Math.round(ns) / 1e6 };
}

/** Nanoseconds of a time in milliseconds. */
export const nanoseconds = (ms: number): number => Math.round(ms * 1e6);

/**
 * The time in the largest unit that needs no fraction, so that a tc with 64-bit times takes exactly these nanoseconds.
 * Older ones (6.1) know no `ns`, count in steps of 64 ns and end at 274 s.
 */
export function printTime(ms: number): string {
  const ns = nanoseconds(ms);
  const unit = (['s', 'ms', 'us'] as const).find((name) => ns % nanosecondsPer[name]! === 0 && ns > 0);
  if (ns === 0) return '0ms';
  return unit ? `${ns / nanosecondsPer[unit]!}${unit}` : `${ns}ns`;
}

/** A percentage, 0 to 100: `5%`, `5`, or a number. */
export function readPercent(percent: string | number): Reading {
  if (typeof percent === 'string' && /^\S+\s+[+-]?\.?\d/.test(percent.trim())) return { problem: correlationRefused };
  const read = typeof percent === 'number' ? { number: percent, unit: '' } : numberAndUnit(percent);
  if ('problem' in read) return read;
  if (read.unit !== '' && read.unit !== '%') return unknownUnit(read.unit, ['%']);
  if (read.number < 0) return { problem: 'is below 0 %' };
  if (!(read.number <= 100)) return { problem: 'is above 100 %' };
  if (read.number > 0 && probability32(read.number) === 0) {
    return { problem: 'is so small that netem rounds it to never (it counts in steps of 2.3e-8 %)' };
  }
  return { value: Math.abs(read.number) };
}

export const printPercent = (percent: number): string => `${percent}%`;

/** netem's own form of a percentage: `rint(p · (2³² − 1))`, ties to even as in C. */
export function probability32(percent: number): number {
  const exact = (percent / 100) * 0xffff_ffff;
  const rounded = Math.round(exact);
  return exact % 1 === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}

/** A rate as tc writes it (`1mbit`, `8kbit`, `1gbps` which are BYTES), or a number of bits per second; in bits per second. */
export function readRate(rate: string | number): Reading {
  const read = typeof rate === 'number' ? { number: rate, unit: 'bit' } : numberAndUnit(rate);
  if ('problem' in read) return read;
  if (read.unit === '%') return { problem: "is a share of a device's speed, and a link here has no such speed" };
  const factor = bitsPerSecondPer[read.unit || 'bit'];
  if (factor === undefined) return unknownUnit(read.unit, Object.keys(bitsPerSecondPer));
  const bits = Math.round(read.number * factor);
  if (bits < 0) return { problem: 'is a negative rate' };
  if (bits < 8) return { problem: 'is less than one byte per second, which netem takes for no limit at all' };
  if (!Number.isSafeInteger(bits)) return { problem: 'is more than any link carries' };
  return { value: bits };
}

export function printRate(bitsPerSecond: number): string {
  const unit = ['tbit', 'gbit', 'mbit', 'kbit', 'bit'].find((name) => bitsPerSecond % bitsPerSecondPer[name]! === 0);
  return `${bitsPerSecond / bitsPerSecondPer[unit!]!}${unit}`;
}
