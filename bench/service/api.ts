import { fork } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { median, quantile } from '../matrix/statistics.ts';
import { type Answered, loadOf } from './load.ts';
import type { Told } from './servers.ts';

const usage = `usage: node bench/service/api.ts [--only NAME] [--rate N] [--seconds S] [--rounds N]

Asks the API and a bare express handler on the same database, in turn, at a fixed rate: the status of a submission beside one
select, a submission by reference (of a commit that was frozen before) and one by upload beside one insert. 200 students,
each a team with a key of its own, ask and hand in by turns; the database has its statistics. Prints median and 99th
percentile of each, and the ratio of the latter.

  --only NAME  one of them: status, reference, upload
  --rate N     requests a second (default 200)
  --seconds S  of each load (default 5)
  --rounds N   (default 5)`;

/** What is compared with what; the bare one comes first. */
const pairs = [
  { name: 'status GET beside one select', bare: 'select', ours: 'status', target: 3 },
  { name: 'submission POST (reference) beside one insert', bare: 'insert', ours: 'reference', target: 3 },
  { name: 'submission POST (upload) beside one insert', bare: 'insert', ours: 'upload', target: undefined },
] as const;

const text = (value: string) => ({ type: 'string', default: value }) as const;
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rate: text('200'),
    seconds: text('5'),
    rounds: text('5'),
    help: { type: 'boolean', default: false },
  },
});
const chosen = pairs.filter(({ ours }) => values.only === undefined || values.only === ours);
const [rate, seconds, rounds] = [Number(values.rate), Number(values.seconds), Number(values.rounds)];
if (values.help) console.log(usage);
else if (![rate, seconds, rounds].every((value) => Number.isFinite(value) && value > 0)) {
  console.error('--rate, --seconds and --rounds take positive numbers');
  process.exitCode = 2;
} else if (chosen.length === 0) {
  console.error(`--only takes one of ${pairs.map(({ ours }) => ours).join(', ')}`);
  process.exitCode = 2;
} else await main();

async function main() {
  const server = fork(new URL('./servers.ts', import.meta.url), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // As `npm start` and the image of the API start it.
    execArgv: [...process.execArgv, '--max-semi-space-size=16', '--initial-old-space-size=160'],
  });
  try {
    const [told] = (await once(server, 'message')) as [Told];
    for (const { name, bare, ours, target } of chosen) {
      // Neither is to be measured while it is being compiled.
      for (const warming of [bare, ours]) await loadOf(told[warming], rate, 3 * seconds);
      const ratios: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const [base, own] = [await loadOf(told[bare], rate, seconds), await loadOf(told[ours], rate, seconds)];
        ratios.push(p99(own) / p99(base));
        console.log(`${name}: ${show(base)} and ${show(own)}, ratio of p99 ${ratios.at(-1)!.toFixed(2)}`);
      }
      const all = median(ratios);
      const met = target === undefined ? '' : `; target at most ${target}: ${all <= target ? 'met' : 'MISSED'}`;
      console.log(`${name}: ratio ${all.toFixed(2)}${met}; load average ${loadavg()[0]!.toFixed(1)}\n`);
    }
  } finally {
    server.disconnect();
    await once(server, 'exit');
  }
}

function p99(answers: readonly Answered[]): number {
  return quantile(
    answers.map(({ ms }) => ms),
    0.99,
  );
}

function show(answers: readonly Answered[]): string {
  const failed = answers.filter(({ ok }) => !ok).length;
  const half = median(answers.map(({ ms }) => ms));
  return `${half.toFixed(1)}/${p99(answers).toFixed(1)} ms${failed > 0 ? ` (${failed} of ${answers.length} FAILED)` : ''}`;
}
