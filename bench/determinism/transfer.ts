import { endpointAddress, type FileSpec, type LinkProfile, type Observation, type Trial } from '@gradewire/core';
import { runTrial } from '@gradewire/engine';
import { LinkOutOfBudget } from '../../engine/src/lab/self-audit.ts';
import type { ToldFate } from '../../engine/src/lab/told-fate.ts';
import type { Pair, Place } from './place.ts';

/** One run of the reference sender against the reference receiver. */
export interface Run {
  readonly observation: Observation;
  readonly fates: readonly ToldFate[];
  /** pcapng */
  readonly capture: Buffer;
  /** Runs before it whose link was not what was asked for. */
  readonly retries: number;
}

const port = 9000;
const chunk = 256;
const packets = 20;
/** `start` and `end` carry data as well. */
const file: FileSpec = { kind: 'text', bytes: packets * chunk - 100, seed: 1 };

const trial: Trial = {
  name: 'transfer',
  port,
  server: {
    program: { kind: 'peer', name: 'receiver' },
    args: ['-p', `${port}`, '-o', '/tmp/received'],
    listensOn: null,
    withinMs: 5000,
    readyWhenItSays: '"event":"ready"',
    writes: { paths: ['/tmp/received'], expected: [file] },
  },
  client: {
    runs: [
      {
        program: { kind: 'peer', name: 'sender' },
        args: ['-f', '/tmp/sent.txt', '-a', endpointAddress.server, '-p', `${port}`, '--chunk', `${chunk}`],
        wallMs: 60_000,
        onlyAfterSuccess: false,
        files: [{ path: '/tmp/sent.txt', content: file }],
      },
    ],
  },
};

/** How late the link may be (99 of 100 packets), in ms: what is decided for a packet does not depend on it. */
const lagBudgetMs = 250;
const attempts = 3;

export async function transfer(place: Place, pair: Pair, link: LinkProfile): Promise<Run> {
  const startOf = (program: { kind: string; name?: string }) => ({
    command: place.peerCommand(program.name!),
    environment: {},
    stdin: '',
  });
  for (let retries = 0; ; retries++) {
    pair.takeFates();
    try {
      const { observation, capture } = await runTrial(
        { lab: place.lab, ...pair },
        { link, lagBudgetMs },
        trial,
        startOf,
      );
      return { observation, capture, fates: pair.takeFates(), retries };
    } catch (error) {
      if (!(error instanceof LinkOutOfBudget) || retries + 1 === attempts) throw error;
    }
  }
}

/** The same transfer `count` times, as many at once as there are pairs. */
export async function transfers(place: Place, link: LinkProfile, count: number): Promise<Run[]> {
  const runs: Run[] = [];
  let begun = 0;
  await Promise.all(
    place.pairs.map(async (pair) => {
      while (begun < count) {
        begun++;
        runs.push(await transfer(place, pair, link));
      }
    }),
  );
  return runs;
}

/** Why a run shows nothing: the sender did not end well, or the file is not there. Undefined if it does. */
export function whatWentWrong({ observation: { clients, written } }: Run): string | undefined {
  const end = clients[0]?.end;
  if (end?.how !== 'exited' || end.code !== 0) return `the sender ended with ${JSON.stringify(end)}`;
  const [got] = written;
  if (got?.bytes !== file.bytes || got.agreesFor !== file.bytes) return `what arrived is ${JSON.stringify(got)}`;
  return undefined;
}
