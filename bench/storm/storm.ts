import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase, readClaimedRuns } from '@gradewire/db';
import { startDispatcher } from '@gradewire/worker';
import { lanes, makeClass } from './class.ts';
import { hurry } from './hurry.ts';
import { report } from './report.ts';
import { simulatedWorkers } from './simulated-workers.ts';
import { unfair } from './unfair.ts';

const usage = `usage: node bench/storm/storm.ts [--teams N] [--each N] [--seconds S] [--workers N] [--case-ms MS]

Hands in for every team again and again within the time, through the real database, outbox and queue, to workers whose cases
are simulated. Prints what was lost, what was graded twice, whose first submission waited behind somebody's third, and the
waits by lane.

  --teams N    (default 200)
  --each N     submissions of a team, every fifth a self-check (default 10)
  --seconds S  in which they come in (default 60)
  --workers N  (default 8)
  --case-ms MS mean time of a simulated run; with 8 workers 250 leaves a queue at the end (default 250)
environment: REDIS_URL  a Redis for the queue instead of the database`;

const number = (text: string) => {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  console.error(`bench/storm: ${text} is no positive number`);
  process.exit(2);
};
const text = (value: string) => ({ type: 'string', default: value }) as const;
const { values } = parseArgs({
  options: {
    teams: text('200'),
    each: text('10'),
    seconds: text('60'),
    workers: text('8'),
    'case-ms': text('250'),
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(usage);
else await main();

async function main() {
  const [teams, each, seconds] = [number(values.teams), number(values.each), number(values.seconds)];
  const folder = await mkdtemp(path.join(tmpdir(), 'gradewire-storm-'));
  try {
    await using db = await openDatabase({ folder, poolSize: 20 });
    const queue = { databaseUrl: db.url, redisUrl: process.env.REDIS_URL };
    await using _dispatcher = await startDispatcher({ db, queue, onEvent: (event) => console.error(event) });
    const place = await makeClass(db, teams);
    await using workers = await simulatedWorkers(db, queue, number(values.workers), number(values['case-ms']));
    const submitted = await hurry(db, place, each, seconds * 1000);
    await workers.untilDone(submitted);
    const runs = await readClaimedRuns(db.pool);
    const lines = report(runs, submitted, unfair(runs), lanes);
    console.log(lines.join('\n'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
