import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { connectDocker, reapRun, runLabels } from '@gradewire/engine';
import { measureSteal } from '../../engine/src/lab/steal.ts';
import { added } from './added.ts';
import { change } from './change.ts';
import { delay } from './delay.ts';
import { type Figure, meets, ratios, table } from './figures.ts';
import { fourLinks } from './four-links.ts';
import { memory } from './memory.ts';
import { openPlace, type Place } from './place.ts';
import { clean } from './profiles.ts';
import { rate, tcp } from './rate.ts';
import { joined } from './rounds.ts';
import { sideBySide } from './side-by-side.ts';

const measurements: Record<string, (place: Place, rounds: number) => Promise<Figure[]>> = {
  delay,
  added,
  rate,
  tcp,
  memory,
  'four-links': fourLinks,
  change,
  'side-by-side': sideBySide,
};

const usage = `usage: node bench/link/link.ts [--rounds N] [--json] [--only a,b]

What the link costs, in a lab as a grading has it: two sandboxes and the link container. Where the kernel can do the same,
its bridge forwards the same traffic between the same ports in the same run, and the ratio is printed. A value is the
median of its rounds, with the least and the greatest behind it; emulator and bridge take turns.

  --rounds N   of each measurement (default 5)
  --only a,b   of ${Object.keys(measurements).join(', ')}
  --json       everything measured, for programs`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(usage);
else await main(Number(values.rounds), values.only?.split(',') ?? Object.keys(measurements), values.json);

/** Whether links run ahead of all other programs. */
async function scheduling(place: Place): Promise<string> {
  const [pair] = await place.pairs(1);
  const { result } = await joined(place, 'emulator', pair!, clean, () => place.linkProcesses());
  return result.some(({ policy }) => policy === 1) ? 'SCHED_FIFO' : 'the usual one: SCHED_FIFO was refused';
}

/** What else the machine had to do: the load average of the last minute as a measurement began, and what its host took. */
interface Circumstances {
  readonly measurement: string;
  readonly load: number;
  readonly stolen: number;
}

async function main(rounds: number, names: readonly string[], json: boolean) {
  const unknown = names.find((name) => !(name in measurements));
  if (unknown !== undefined || !(rounds >= 1)) {
    console.error(unknown === undefined ? '--rounds takes a number from 1' : `there is no measurement ${unknown}`);
    process.exitCode = 2;
    return;
  }
  const say = (line: string) => process.stderr.write(`${(performance.now() / 1000).toFixed(1)} s  ${line}\n`);
  const runId = randomUUID();
  const figures: Figure[] = [];
  const circumstances: Circumstances[] = [];
  let policy = '';
  try {
    await using place = await openPlace(runLabels(runId));
    policy = await scheduling(place);
    for (const name of names) {
      const load = Number(readFileSync('/proc/loadavg', 'latin1').split(' ')[0]);
      say(`${name}, load ${load}`);
      const stolen = measureSteal();
      figures.push(...(await measurements[name]!(place, rounds)));
      circumstances.push({ measurement: name, load, stolen: stolen() });
    }
  } finally {
    await reapRun(await connectDocker(), runId);
  }
  if (json) {
    const all = figures.map((figure) => ({ ...figure, ratios: ratios(figure), meets: meets(figure) }));
    console.log(
      JSON.stringify({ processors: availableParallelism(), policy, rounds, circumstances, figures: all }, null, 2),
    );
    return;
  }
  console.log(`${availableParallelism()} processors, ${rounds} rounds; the link's scheduling policy is ${policy}`);
  console.log('load average as each measurement began, and the share of processor time that the host took:');
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  console.log(circumstances.map((it) => `${it.measurement} ${it.load} (${percent(it.stolen)})`).join(', '));
  console.log(`\n${table(figures)}`);
}
