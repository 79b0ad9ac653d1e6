import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { configOf, type Graded, openGrader, type Suite, suites } from './grading.ts';
import { keepBusy } from './load.ts';
import { report } from './report.ts';

const fixtures = fileURLToPath(new URL('../../kits/reliable-udp/fixtures', import.meta.url));
const loads = ['half', 'none', 'all'] as const;

const usage = `usage: node bench/rudp/rudp.ts [--runs N] [--sender NAME] [--suite full|public|race] [--busy half|none|all] [--json]

Grades the same sender again and again with the same seed, images and builds being there, and prints how long it takes
and what differs between the runs: outcomes, points, what the student is told. In every other run (--busy all: in every
one) plain processes keep all processors busy.

  --runs N       gradings (default 20)
  --sender NAME  one of kits/reliable-udp/fixtures (default python-good), or a folder
  --suite S      full (default), public, or race: only the races with TCP
  --busy B       which runs: half (default), none or all
  --give-up      with the case in which nobody answers: it is as long as the sender's patience, and has no target
  --seed S       of everything that is left to chance (default 1)
  --json         everything measured, for programs`;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    sender: { type: 'string', default: 'python-good' },
    suite: { type: 'string', default: 'full' },
    busy: { type: 'string', default: 'half' },
    'give-up': { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);
const named = path.join(fixtures, values.sender);
const folder = existsSync(named) ? named : path.resolve(values.sender);
const wrong = [
  Number.isInteger(runs) && runs > 0 ? undefined : '--runs takes a whole number from 1',
  Number.isSafeInteger(seed) && seed >= 0 ? undefined : '--seed takes a whole number from 0',
  suites.some((one) => one === values.suite) ? undefined : `--suite takes one of ${suites.join(', ')}`,
  loads.some((one) => one === values.busy) ? undefined : `--busy takes one of ${loads.join(', ')}`,
  existsSync(folder) ? undefined : `there is no sender ${values.sender}`,
].find((one) => one !== undefined);
if (values.help) console.log(usage);
else if (wrong !== undefined) {
  console.error(wrong);
  process.exitCode = 2;
} else await main(values.suite as Suite);

async function main(suite: Suite) {
  const say = (line: string) => process.stderr.write(`${(performance.now() / 1000).toFixed(1)} s  ${line}\n`);
  const withGiveUp = values['give-up'] && suite === 'full';
  const processors = availableParallelism();
  say('making what is missing, and a first case');
  const gradeIt = await openGrader({ folder, config: configOf(suite, withGiveUp), seed });
  const graded: Graded[] = [];
  for (let run = 1; run <= runs; run++) {
    // Taking turns, so that what changes on the machine meets both alike.
    const busy = values.busy === 'all' || (values.busy === 'half' && run % 2 === 0);
    await using _load = await keepBusy(busy ? processors : 0);
    const one = await gradeIt(busy);
    graded.push(one);
    say(
      `run ${run} of ${runs}, ${busy ? 'busy' : 'idle'}: ${(one.wallMs / 1000).toFixed(1)} s, ` +
        `score ${one.score}, ${one.retries.length} run again`,
    );
  }
  if (values.json) {
    console.log(JSON.stringify({ sender: values.sender, suite, withGiveUp, seed, processors, runs: graded }, null, 2));
    return;
  }
  console.log(`${values.sender}, ${suite} suite${withGiveUp ? ' with give-up' : ''}, ${processors} processors`);
  console.log(report(graded, suite, !withGiveUp).join('\n'));
}
