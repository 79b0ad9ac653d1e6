import { type Impairment, type LinkDirection, printTcNetem } from '@gradewire/core';
import type { Configuration } from './configuration.ts';
import { type Outcome, readReceived, sendOptions } from './traffic.ts';

/** Shares configurations out in turn, to at most `most` lanes. */
export function lanesOf(configurations: readonly Configuration[], most: number): Configuration[][] {
  const lanes = Array.from({ length: Math.min(most, configurations.length) }, (): Configuration[] => []);
  for (const [index, one] of configurations.entries()) lanes[index % lanes.length]!.push(one);
  return lanes;
}

/** Nothing for a direction without impairment: it gets no qdisc. */
const netemLine = (it: Impairment, seed: number) => (printTcNetem(it) === '' ? '' : printTcNetem(it, seed));

/** The configurations as `kernel/batch.sh` reads them. */
export function planOf(configurations: readonly Configuration[]): string {
  const lines = configurations.flatMap(({ profile, traffic, lingerMs }) => [
    profile.name,
    ...[profile.clientToServer, profile.serverToClient].map((it) => netemLine(it, profile.seed)),
    ...[traffic.clientToServer, traffic.serverToClient].map((it) => (it ? sendOptions(it).join(' ') : '')),
    `${lingerMs}`,
  ]);
  return `${lines.join('\n')}\n`;
}

const directions: Readonly<Record<string, LinkDirection>> = { a2b: 'clientToServer', b2a: 'serverToClient' };

/** What `kernel/batch.sh` left, by configuration. Throws if it did not come to its end. */
export function readResults(text: string): Map<string, Outcome> {
  const parts = text.split(/^== /m).slice(1);
  if (parts.pop() !== 'end\n') throw new Error(`the batch did not come to its end: …${text.slice(-500)}`);
  const results = new Map<string, Outcome>();
  for (const part of parts) {
    const [, name = '', direction = '', output = ''] = /^([^\n]*) (\S+)\n(.*)$/s.exec(part) ?? [];
    const received = output === '' ? {} : { [directions[direction]!]: readReceived(output) };
    results.set(name, { ...results.get(name), ...received });
  }
  return results;
}
