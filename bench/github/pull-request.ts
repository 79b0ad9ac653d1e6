import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { programs } from '../../test/class-week/programs.ts';
import { classRepository, openSchool, type School } from '../../test/class-week/school.ts';
import type { Files } from '../../test/github/stand-in.ts';
import { check, eventually, stopServer } from '../../test/github-service/connected.ts';
import { root } from '../../test/grade-folder.ts';
import { median } from '../matrix/statistics.ts';

const usage = `usage: node bench/github/pull-request.ts [--rounds N]

Merges the example class but for one language into a repository of the stand-in for GitHub, and pushes that language again
and again to a pull request: how long from the delivery until the check is in progress, and until it is completed. The
first round builds the programs; in the others a text beside them has changed.

  --rounds N   (default 5)`;

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, help: { type: 'boolean', default: false } },
});
const rounds = Number(values.rounds);
if (values.help) console.log(usage);
else if (!(Number.isInteger(rounds) && rounds > 1)) {
  console.error('--rounds takes a whole number above one');
  process.exitCode = 2;
} else await main();

async function main() {
  try {
    await using school = await openSchool();
    await school.startWorker();
    const merged = await mergeAllBut(school, 'python');
    console.log(`${merged} languages are merged, and have met each other`);
    const took: Took[] = [];
    for (let round = 0; round < rounds; round++) {
      took.push(await pushed(school, round));
      const { inProgressMs, completedMs } = took.at(-1)!;
      console.log(`in progress after ${seconds(inProgressMs)}, completed after ${seconds(completedMs)}`);
    }
    const again = took.slice(1);
    tell('in progress, median', median(again.map(({ inProgressMs }) => inProgressMs)), 2);
    tell('completed, median', median(again.map(({ completedMs }) => completedMs)), 20);
  } finally {
    await stopServer();
  }
}

async function mergeAllBut({ course }: School, left: string): Promise<number> {
  const folders = (await readdir(path.join(root, 'examples', 'class-repo'))).filter((name) => name !== left);
  const all: Record<string, Files[string]> = {};
  for (const folder of folders) Object.assign(all, await programs(folder));
  await course.github.push(classRepository, 'main', all, 'teacher');
  const { prisma } = course.db;
  await eventually(async () => {
    const runs = await prisma.run.groupBy({ by: ['state'], _count: true });
    return (runs.length > 0 && runs.every(({ state }) => state === 'done')) || undefined;
  }, 600_000);
  return folders.length;
}

interface Took {
  readonly inProgressMs: number;
  readonly completedMs: number;
}

/** From before the push: the delivery is sent within it. */
async function pushed(school: School, round: number): Promise<Took> {
  const { github } = school.course;
  const files: Files = { ...(await programs('python')), 'python/NOTES.md': `Written for the ${round + 1}. time.\n` };
  const begun = performance.now();
  const since = () => performance.now() - begun;
  const sha = await school.push('python', files);
  if (round === 0) await school.open('python');
  await eventually(() => github.checkRuns(sha)[0]?.status === 'in_progress' || undefined);
  const inProgressMs = since();
  const { conclusion, output } = await check(github, sha, 'completed');
  if (conclusion !== 'success') throw new Error(`${conclusion}: ${output.title}`);
  return { inProgressMs, completedMs: since() };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function tell(what: string, ms: number, targetSeconds: number) {
  const met = ms <= targetSeconds * 1000 ? 'met' : 'MISSED';
  console.log(`${what}: ${seconds(ms)}; target at most ${targetSeconds} s: ${met}`);
}
