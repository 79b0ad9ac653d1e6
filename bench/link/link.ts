import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { connectDocker, reapRun, runLabels } from '@gradewire/engine';
import { measureSteal } from '../../engine/src/lab/steal.ts';
import { type Figure, heading, meets, ratios, row } from './figures.ts';
import { measurements } from './measurements.ts';
import { openPlace, type Place } from './place.ts';
import { clean } from './profiles.ts';
import { joined } from './rounds.ts';

const roundsOf = (name: string, asked: number | undefined) => asked ?? measurements[name]!.rounds;
const secondsFor = (name: string, asked: number | undefined) =>
  measurements[name]!.secondsARound * roundsOf(name, asked);
const lengthOf = (seconds: number) => (seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`);
const total = (names: readonly string[], asked?: number) =>
  lengthOf(names.reduce((sum, name) => sum + secondsFor(name, asked), 0));
const all = Object.keys(measurements);

const usage = `usage: node bench/link/link.ts [--rounds N] [--json] [--only a,b]

What the link costs, in a lab as a grading has it: two sandboxes and the link container. Where the kernel can do the same,
its bridge forwards the same traffic between the same ports in the same run, and the ratio is printed. A value is the
median of its rounds, with the least and the greatest behind it; emulator and bridge take turns. Each line is printed as
soon as it is known, and ctrl-c leaves what is there.

  --rounds N   of each measurement (default 5, of side-by-side 2)
  --only a,b   of the following; about how long each takes with the default of rounds, ${total(all)} in all:
${all.map((name) => `                 ${name.padEnd(13)} ${lengthOf(secondsFor(name, undefined))}`).join('\n')}
  --json       everything measured, for programs, at the end`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(usage);
else await main(values.rounds === undefined ? undefined : Number(values.rounds), values.only?.split(',') ?? all);

/** Whether links run ahead of all other programs. */
async function scheduling(place: Place): Promise<string> {
  const [pair] = await place.pairs(1);
  const { result } = await joined(place, 'emulator', pair!, clean, () => place.linkProcesses());
  return result.some(({ policy }) => policy === 1) ? 'SCHED_FIFO' : 'the usual one: SCHED_FIFO was refused';
}

interface Measured {
  policy: string;
  readonly figures: Figure[];
  /** What else the machine had to do: the load average as a measurement began, and the share of time its host took. */
  readonly circumstances: {
    readonly measurement: string;
    readonly rounds: number;
    readonly load: number;
    readonly stolen: number;
  }[];
}

/** Measures one after the other, and adds what it finds to `measured`; people read each line at once. */
async function measure(
  measured: Measured,
  labels: Record<string, string>,
  names: readonly string[],
  asked: number | undefined,
) {
  const print = (line: string) => !values.json && console.log(line);
  const say = (line: string) => process.stderr.write(`${(performance.now() / 1000).toFixed(1)} s  ${line}\n`);
  say(`about ${total(names, asked)} on idle processors`);
  await using place = await openPlace(labels);
  measured.policy = await scheduling(place);
  print(`${availableParallelism()} processors; the link's scheduling policy is ${measured.policy}\n\n${heading}`);
  for (const name of names) {
    const load = Number(readFileSync('/proc/loadavg', 'latin1').split(' ')[0]);
    const rounds = roundsOf(name, asked);
    say(`${name}, rounds: ${rounds}, about ${total([name], asked)}; load ${load}`);
    const stolen = measureSteal();
    for await (const figure of measurements[name]!.run(place, rounds)) {
      measured.figures.push(figure);
      print(row(figure));
    }
    const taken = stolen();
    measured.circumstances.push({ measurement: name, rounds, load, stolen: taken });
    print(`  ${name}: load average ${load} as it began; the host took ${(100 * taken).toFixed(1)} % of the time`);
  }
}

async function main(asked: number | undefined, names: readonly string[]) {
  const unknown = names.find((name) => !Object.hasOwn(measurements, name));
  if (unknown !== undefined || (asked !== undefined && !(Number.isInteger(asked) && asked >= 1))) {
    const problem =
      unknown === undefined ? '--rounds takes a whole number from 1' : `there is no measurement ${unknown}`;
    console.error(problem);
    process.exitCode = 2;
    return;
  }
  const runId = randomUUID();
  const measured: Measured = { policy: '', figures: [], circumstances: [] };
  const measuring = measure(measured, runLabels(runId), names, asked);
  const interrupted = Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal)));
  let isWhole = false;
  try {
    isWhole = await Promise.race([measuring.then(() => true), interrupted.then(() => false)]);
  } finally {
    // A measurement that was cut off fails for want of its sandboxes: nobody is to hear of that.
    measuring.catch(() => {});
    await reapRun(await connectDocker(), runId);
    if (values.json) {
      const { policy, circumstances } = measured;
      const figures = measured.figures.map((one) => ({ ...one, ratios: ratios(one), meets: meets(one) }));
      console.log(
        JSON.stringify({ processors: availableParallelism(), policy, isWhole, circumstances, figures }, null, 2),
      );
    }
  }
  if (isWhole) return;
  console.error('stopped before the end: the rest was not measured');
  process.exit(130);
}
