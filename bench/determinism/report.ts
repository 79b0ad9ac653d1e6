import { rudp } from '@gradewire/core';
import { median } from '../matrix/statistics.ts';
import { compareFates, differing, type Met } from './fates.ts';
import type { Run } from './transfer.ts';

/** What the runs had in common and what not, as lines for people. */
export function report(runs: readonly Run[]): string[] {
  const met = compareFates(runs.map(({ fates }) => fates));
  const passages = met.reduce((sum, one) => sum + one.runs, 0);
  const apart = differing(met);
  const shared = met.filter((one) => one.runs > 1);
  return [
    `${passages} packets and duplicates in ${runs.length} runs; ${met.length} kinds (class, rel, k), ` +
      `${shared.length} of them in more than one run, ${met.filter((one) => one.runs === runs.length).length} in all`,
    `kinds that met different fates: ${apart.length}${apart.length === 0 ? '' : ` (${causes(apart)})`}`,
    ...apart.slice(0, 3).map(example),
    ...spreads(runs).map(([name, values, digits]) => `${name}: ${spread(values, digits)}`),
    `kinds in some runs only: ${someOnly(met, runs.length)}`,
    `orders in which packets were sent: ${distinct(runs, sentOrder)} different ones; in which they reached the ` +
      `receiver: ${distinct(runs, arrivalOrder)}; in which acknowledgements reached the sender: ${distinct(runs, ackOrder)}`,
    `audits that failed and were run again: ${runs.reduce((sum, { retries }) => sum + retries, 0)}`,
  ];
}

/** One such packet, with its commonest fates. */
function example({ key, fates }: Met): string {
  const common = [...fates].sort(([, a], [, b]) => b - a).map(([fate, count]) => `${count} × ${fate}`);
  const more = common.length > 2 ? `; and ${common.length - 2} other fates` : '';
  return `  ${key}: ${common.slice(0, 2).join('; ')}${more}`;
}

function spreads(runs: readonly Run[]): [name: string, values: number[], digits: number][] {
  return [
    ['packets that the sender sent', runs.map((run) => transferOf(run).packets.length), 0],
    ['acknowledgements', runs.map((run) => transferOf(run).acks.length), 0],
    ['first packet to last acknowledgement, ms', runs.map(completionMs), 0],
    ['link lag p99, ms', runs.map(({ observation }) => observation.link.realised?.lagMs?.p99 ?? Number.NaN), 2],
  ];
}

/** Median, and the least and the greatest. */
function spread(values: readonly number[], digits: number): string {
  const [middle, least, greatest] = [median(values), Math.min(...values), Math.max(...values)];
  return `${middle.toFixed(digits)} (${least.toFixed(digits)} to ${greatest.toFixed(digits)})`;
}

/** Which kinds of fate the differing packets met, by what decided. */
function causes(apart: readonly Met[]): string {
  const words = apart.flatMap(({ fates }) => [...new Set([...fates.keys()].map((fate) => fate.split(', ')[0]!))]);
  const counts = Map.groupBy(words, (word) => word);
  return [...counts].map(([word, all]) => `${word}: ${all.length}`).join(', ');
}

function someOnly(met: readonly Met[], all: number): string {
  const some = met.filter(({ runs }) => runs < all);
  const count = (side: string) => some.filter(({ key }) => key.startsWith(side)).length;
  return `${count('sender')} of the sender's, ${count('receiver')} of the receiver's`;
}

function distinct(runs: readonly Run[], order: (run: Run) => string): number {
  return new Set(runs.map(order)).size;
}

/** There is one sender with one socket. */
function transferOf({ observation }: Run): rudp.Transfer {
  return rudp.loadTransfer(observation.transfers[0]!);
}

function completionMs(run: Run): number {
  return Math.max(...transferOf(run).acks.flatMap(({ fate }) => fate.deliveries.map(({ ms }) => ms)));
}

const sentOrder = (run: Run) =>
  transferOf(run)
    .packets.map(({ type, rel }) => `${type} ${rel}`)
    .join();
const arrivalOrder = (run: Run) => inOrderOfArrival(transferOf(run).packets);
const ackOrder = (run: Run) => inOrderOfArrival(transferOf(run).acks);

function inOrderOfArrival(sent: readonly rudp.SentAck[]): string {
  return sent
    .flatMap(({ type, seq, fate }) => fate.deliveries.map(({ ms }) => ({ ms, name: `${type} ${seq}` })))
    .sort((a, b) => a.ms - b.ms)
    .map(({ name }) => name)
    .join();
}
