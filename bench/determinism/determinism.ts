import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { LinkProfile } from '@gradewire/core';
import { reapRun, runLabels } from '@gradewire/engine';
import { openMachine } from '../machine.ts';
import { openPlace, type Place } from './place.ts';
import { report } from './report.ts';
import { transfers, whatWentWrong } from './transfer.ts';
import { byTheClock, everything } from './weathers.ts';

const usage = `usage: node bench/determinism/determinism.ts [--runs N]

Sends the same file with the reference sender to the reference receiver, again and again with the same seed, half of the
times beside two programs that keep processors busy. Prints what was the same and what was not, over a link whose effects
follow from what a packet is, and over links with an effect that goes by the clock.

  --runs N   of each link (default 50)`;

const pairs = 13;

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '50' }, help: { type: 'boolean', default: false } },
});
const runs = Number(values.runs);
if (values.help) console.log(usage);
else if (!Number.isInteger(runs) || runs < 2) {
  console.error('--runs takes a whole number from 2');
  process.exitCode = 2;
} else await main();

async function main() {
  const { docker, images } = await openMachine();
  const runId = randomUUID();
  try {
    await using place = await openPlace(docker, images, runLabels(runId), pairs, 2);
    for (const link of [everything, ...byTheClock])
      console.log(`${[`## ${link.name}`, ...(await told(place, link))].join('\n')}\n`);
  } finally {
    await reapRun(docker, runId);
  }
}

async function told(place: Place, link: LinkProfile): Promise<string[]> {
  const quiet = await transfers(place, link, Math.ceil(runs / 2));
  const load = place.busy();
  const loaded = await transfers(place, link, Math.floor(runs / 2)).finally(load.stop);
  const all = [...quiet, ...loaded];
  const wrong = all.map(whatWentWrong).filter((why) => why !== undefined);
  return [...report(all), ...(wrong.length > 0 ? [`${wrong.length} transfers failed: ${wrong[0]}`] : [])];
}
