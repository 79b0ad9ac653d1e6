import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { ProgramRef } from '@gradewire/core';
import { connectDocker, reapRun, runLabels, runTasks, runTrial } from '@gradewire/engine';
import { type BareProgram, runBarePair, startBare } from './bare.ts';
import { openPlace, type Pair, type Place, pairsOf } from './place.ts';
import { median, quantile, ratio } from './statistics.ts';
import { gradeByCommand } from './whole-grading.ts';

const usage = `usage: node bench/matrix/matrix.ts [--folder DIR] [--jobs N] [--rounds N] [--only a,b]

Runs the pairs of a class repository in sandboxes, and the same programs bare on loopback, in turn; prints both, the
ratio, the cost of a pair, and what a grading by the command needs when everything is built.`;

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: fileURLToPath(new URL('../../examples/class-repo', import.meta.url)) },
    jobs: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(usage);
else await main(values.folder, Number(values.jobs), Number(values.rounds), values.only?.split(','));

interface Times {
  /** Of whole matrices, milliseconds. */
  readonly walls: number[];
  /** Of pairs, milliseconds. */
  readonly pairs: number[];
}

async function main(folder: string, jobs: number, rounds: number, only: string[] | undefined) {
  const say = (line: string) => process.stderr.write(`${(performance.now() / 1000).toFixed(1)} s  ${line}\n`);
  const runId = randomUUID();
  const labels = runLabels(runId);
  const sandboxed: Times = { walls: [], pairs: [] };
  const bare: Times = { walls: [], pairs: [] };
  let pairs: Pair[] = [];
  try {
    say('building, and making a place for every program, twice');
    await using place = await openPlace(folder, jobs, only, labels);
    const programs = await barePrograms(place, labels);
    pairs = await pairsOf(place);
    for (let round = 1; round <= rounds; round++) {
      say(`round ${round} of ${rounds}`);
      await timed(sandboxed, pairs, jobs, (pair) => runSandboxed(place, pair));
      await timed(bare, pairs, jobs, ({ client, server, graded }) =>
        runBarePair(programs.get(client)!, programs.get(server)!, graded.trials[0]!),
      );
    }
  } finally {
    await reapRun(await connectDocker(), runId);
  }
  say('grading everything by the command, twice: the second run has everything built');
  await gradeByCommand(folder, only);
  const second = await gradeByCommand(folder, only);

  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const ms = (times: number[]) => `median ${median(times).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms`;
  const ratios = sandboxed.walls.map((wall, i) => wall / bare.walls[i]!);
  console.log(`${pairs.length} pairs, two clients each, ${jobs} at a time, ${rounds} rounds in turn`);
  console.log(
    `matrix     sandboxed ${seconds(median(sandboxed.walls))}, bare ${seconds(median(bare.walls))}, ratio ${ratio(ratios)}`,
  );
  console.log(`pair       sandboxed ${ms(sandboxed.pairs)}; bare ${ms(bare.pairs)}`);
  console.log(`overhead   ${ms(overheads(sandboxed, bare, pairs.length))} a pair (medians of its rounds)`);
  console.log(
    `command    first case ended after ${seconds(second.firstCaseMs)}, all after ${seconds(second.wallMs)}, peak ${second.peakMiB.toFixed(0)} MiB`,
  );
}

async function barePrograms(place: Place, labels: Record<string, string>): Promise<Map<string, BareProgram>> {
  const programs = new Map<string, BareProgram>();
  for (const [id, ready] of place.prepared.ready) {
    const [first] = programs.values();
    programs.set(id, await startBare(place.docker, ready, labels, first?.sandbox));
  }
  return programs;
}

async function runSandboxed(place: Place, { client, server, graded }: Pair): Promise<number> {
  const ref = (id: string): ProgramRef => ({ kind: 'student', id });
  using clientSide = await place.standing.lend(ref(client), 'client', 0);
  using serverSide = await place.standing.lend(ref(server), 'server', 0);
  const ends = { lab: place.lab, client: clientSide.endpoint, server: serverSide.endpoint };
  const started = performance.now();
  const { observation } = await runTrial(ends, graded, graded.trials[0]!, place.startOf);
  const failed = observation.clients.find(({ end }) => end.how !== 'exited' || end.code !== 0);
  if (failed) throw new Error(`${graded.id}: ${JSON.stringify(failed)}`);
  return performance.now() - started;
}

/** Runs all pairs, and adds the time of the whole, and of each pair in the order of `pairs`. */
async function timed(times: Times, pairs: readonly Pair[], jobs: number, run: (pair: Pair) => Promise<number>) {
  const started = performance.now();
  const tasks = pairs.map((pair) => ({ needs: [pair.client, pair.server], run: () => run(pair) }));
  times.pairs.push(...(await runTasks(tasks, () => jobs)));
  times.walls.push(performance.now() - started);
}

/** Per pair: the median of its sandboxed rounds less the median of its bare ones. */
function overheads(sandboxed: Times, bare: Times, pairs: number): number[] {
  const roundsOf = (times: number[], pair: number) => times.filter((_, i) => i % pairs === pair);
  return Array.from(
    { length: pairs },
    (_, i) => median(roundsOf(sandboxed.pairs, i)) - median(roundsOf(bare.pairs, i)),
  );
}
