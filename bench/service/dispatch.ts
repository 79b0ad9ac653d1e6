import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openDatabase, readDispatches } from '@gradewire/db';
import { blobStore } from '@gradewire/storage';
import { listenForWakeUps, startDispatcher, startWorker } from '@gradewire/worker';
import { openMachine } from '../machine.ts';
import { median, quantile } from '../matrix/statistics.ts';
import { handInAgain, oneTeam } from './one-team.ts';

const usage = `usage: node bench/service/dispatch.ts [--runs N] [--folder DIR]

Hands in the same small program again and again to an idle worker, one after the other, and prints how long it took from the
queue to the claim, and on to the start of the first case. The first run builds and is not counted.

  --runs N     (default 15)
  --folder DIR what is handed in (default examples/class-repo/c)
environment: REDIS_URL  a Redis for the queue instead of the database`;

const example = fileURLToPath(new URL('../../examples/class-repo/c', import.meta.url));
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '15' },
    folder: { type: 'string', default: example },
    help: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
if (values.help) console.log(usage);
else if (!Number.isInteger(runs) || runs < 1) {
  console.error('--runs takes a whole number from 1');
  process.exitCode = 2;
} else await main();

async function main() {
  const folder = await mkdtemp(path.join(tmpdir(), 'gradewire-dispatch-'));
  try {
    await using db = await openDatabase({ folder });
    const blobs = await blobStore({ kind: 'folder', folder: path.join(folder, 'blobs') });
    const queue = { databaseUrl: db.url, redisUrl: process.env.REDIS_URL };
    await using _dispatcher = await startDispatcher({ db, queue, onEvent: (event) => console.error(event) });
    await using wakeUps = listenForWakeUps(queue, 5000, (error) => console.error(error.message));
    await using _worker = startWorker({ ...(await openMachine()), db, blobs, wakeUps, minFreeBytes: 0 });
    const team = await oneTeam(db);
    for (let run = 0; run <= runs; run++) await handInAgain(db, blobs, team, values.folder);
    const [_built, ...counted] = await readDispatches(db.pool);
    const all = (of: (one: (typeof counted)[number]) => number) => counted.map(of);
    const line = (name: string, ms: number[], target = '') =>
      console.log(`${name}: median ${median(ms).toFixed(0)} ms, p90 ${quantile(ms, 0.9).toFixed(0)} ms${target}`);
    console.log(`${counted.length} runs of ${values.folder}`);
    line(
      'queued to claimed',
      all(({ claimMs }) => claimMs),
    );
    line(
      'claimed to first case',
      all(({ untilCaseMs }) => untilCaseMs),
    );
    const whole = all(({ claimMs, untilCaseMs }) => claimMs + untilCaseMs);
    line('queued to first case', whole, `; target at most 250: ${median(whole) <= 250 ? 'met' : 'MISSED'}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
