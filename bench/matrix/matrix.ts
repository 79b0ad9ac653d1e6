import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Case, Observation } from '@gradewire/core';
import {
  buildCache,
  connectDocker,
  endpoints,
  type GradeOptions,
  grade,
  imageStore,
  prepare,
  reapRun,
  runLabels,
  runTasks,
  runTrial,
  startLab,
} from '@gradewire/engine';
import { kitById } from '@gradewire/kits';
import { type BareProgram, runBarePair } from './bare-pair.ts';
import { median, quantile, ratio } from './statistics.ts';

const usage = `usage: node bench/matrix/matrix.ts [--folder DIR] [--jobs N] [--rounds N] [--only a,b]

Runs the pairs of a class repository in sandboxes, and the same programs bare on loopback, in turn; prints both, the
ratio, the cost of a pair, and what a second grading needs before its first case. Needs root (nsenter).`;

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

async function main(folder: string, jobs: number, rounds: number, only: string[] | undefined) {
  const docker = await connectDocker();
  const kit = kitById('hello-internet')!;
  const ensureBaseImage = async (name: string) => {
    throw new Error(`${name} is missing: run \`npm start\` first`);
  };
  const cache = buildCache(fileURLToPath(new URL('../../.gradewire/builds', import.meta.url)));
  const config = kit.parseConfig(only ? { only } : {});
  const options: GradeOptions = {
    docker,
    images: imageStore(docker, { ensureBaseImage }),
    cache,
    kit,
    config,
    folder,
    seed: 1,
    jobs,
  };

  const say = (line: string) => process.stderr.write(`${(performance.now() / 1000).toFixed(1)} s  ${line}\n`);
  say('grading everything once');
  const before = process.resourceUsage().maxRSS;
  const firstCase = await timeToFirstCase(options);
  const graderMiB = process.resourceUsage().maxRSS / 1024;

  const runId = randomUUID();
  const labels = runLabels(runId);
  try {
    const prepared = await prepare(options, jobs, labels);
    await using lab = await startLab(docker, prepared.lab.reference, labels);
    await using standing = endpoints(docker, lab, prepared.peers, prepared.ready, labels);
    const pairs = pairsOf(kit.plan(prepared.setup, await referenceObservations()));
    const ref = (id: string) => ({ kind: 'student' as const, id });
    const bare = new Map<string, BareProgram>();
    for (const [id, ready] of prepared.ready) {
      const endpoint = await standing.get(ref(id), ready.program.role as 'client' | 'server', 0);
      bare.set(id, { ...ready, pid: endpoint.sandbox.pid });
    }

    /** Pairs are run by programs that all got through; which variant of our peer they met does not matter here. */
    async function referenceObservations(): Promise<Map<string, Observation[]>> {
      const observations = new Map<string, Observation[]>();
      for (const graded of kit.plan(prepared.setup, observations).filter(({ group }) => group === 'reference')) {
        for (const trial of graded.trials) {
          const isClient = trial.client!.runs[0]!.program.kind === 'student';
          const peer = { kind: 'peer' as const, name: 'any' };
          const place = {
            lab,
            client: await standing.get(isClient ? trial.client!.runs[0]!.program : peer, 'client', 0),
            server: await standing.get(isClient ? peer : trial.server!.program, 'server', 0),
          };
          const run = await runTrial(place, graded.link, trial, startOf);
          observations.set(graded.id, [...(observations.get(graded.id) ?? []), run.observation]);
        }
      }
      return observations;
    }
    function startOf(program: { kind: string; id?: string; name?: string }) {
      if (program.kind === 'peer') return { command: kit.peerCommand(program.name!), environment: {}, stdin: '' };
      return prepared.ready.get(program.id!)!.program;
    }

    say('warm; now the matrix in rounds');
    const walls = { sandboxed: [] as number[], bare: [] as number[] };
    const cost = { sandboxed: [] as number[], bare: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      walls.sandboxed.push(
        await timed(pairs, cost.sandboxed, async ({ client, server, graded }) => {
          const place = {
            lab,
            client: await standing.get(ref(client), 'client', 0),
            server: await standing.get(ref(server), 'server', 0),
          };
          const started = performance.now();
          const { observation } = await runTrial(place, graded.link, graded.trials[0]!, startOf);
          if (observation.clients.some(({ end }) => end.how !== 'exited' || end.code !== 0))
            throw new Error(`${graded.id} failed`);
          return performance.now() - started;
        }),
      );
      walls.bare.push(
        await timed(pairs, cost.bare, ({ client, server, graded }) =>
          runBarePair(bare.get(client)!, bare.get(server)!, graded.trials[0]!),
        ),
      );
    }
    report(walls, cost);
  } finally {
    await reapRun(docker, runId);
  }

  async function timed(pairs: Pair[], cost: number[], run: (pair: Pair) => Promise<number>): Promise<number> {
    const started = performance.now();
    const tasks = pairs.map((pair) => ({
      needs: [pair.client, pair.server],
      run: async () => void cost.push(await run(pair)),
    }));
    await runTasks(tasks, jobs);
    return performance.now() - started;
  }

  function report(walls: Record<'sandboxed' | 'bare', number[]>, cost: Record<'sandboxed' | 'bare', number[]>) {
    const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
    const ratios = walls.sandboxed.map((wall, i) => wall / walls.bare[i]!);
    console.log(`${cost.bare.length / rounds} pairs, two clients each, ${jobs} at a time, ${rounds} rounds in turn`);
    console.log(
      `matrix     sandboxed ${seconds(median(walls.sandboxed))}  bare ${seconds(median(walls.bare))}  ratio ${ratio(ratios)}`,
    );
    const overhead = cost.sandboxed.map((ms, i) => ms - cost.bare[i]!);
    console.log(
      `pair ms    sandboxed median ${median(cost.sandboxed).toFixed(0)} p95 ${quantile(cost.sandboxed, 0.95).toFixed(0)}  bare median ${median(cost.bare).toFixed(0)} p95 ${quantile(cost.bare, 0.95).toFixed(0)}`,
    );
    console.log(
      `overhead   median ${(median(cost.sandboxed) - median(cost.bare)).toFixed(1)} ms, p95 of differences in order ${quantile(overhead, 0.95).toFixed(1)} ms`,
    );
    console.log(
      `grading    first case ended after ${seconds(firstCase.endedMs)}, had started after ${seconds(firstCase.startedMs)}; builds: ${firstCase.builds}`,
    );
    console.log(
      `memory     peak of the process ${graderMiB.toFixed(0)} MiB after a full grading (${(before / 1024).toFixed(0)} before)`,
    );
  }
}

interface Pair {
  readonly client: string;
  readonly server: string;
  readonly graded: Case;
}

function pairsOf(cases: readonly Case[]): Pair[] {
  return cases
    .filter(({ group }) => group === 'pair')
    .map((graded) => {
      const [, client, server] = graded.id.split('/');
      return { client: `${client}/client`, server: `${server}/server`, graded };
    });
}

/** Grades everything once: when the first case ran, and whether anything had to be built. */
async function timeToFirstCase(options: GradeOptions) {
  const started = performance.now();
  let endedMs = 0;
  let firstMs = 0;
  const result = await grade({
    ...options,
    onProgress(event) {
      if (event.kind === 'case-ended' && endedMs === 0) {
        endedMs = performance.now() - started;
        firstMs = endedMs;
      }
    },
  });
  const first = result.cases.filter(({ group }) => group === 'reference').map(({ durationMs }) => durationMs);
  return { endedMs, startedMs: Math.max(0, firstMs - Math.min(...first)), builds: 'from the cache where there' };
}
