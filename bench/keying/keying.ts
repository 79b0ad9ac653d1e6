import { parseArgs } from 'node:util';
import { resending } from './bursts.ts';
import { campaign } from './campaign.ts';
import { compareWithEmulator } from './emulator.ts';
import { gemodel, randomLoss } from './loss-model.ts';
import { nesting } from './nesting.ts';
import { duplicateAtStart, timeAndPackets } from './ratios.ts';
import { settings } from './scenarios.ts';
import { seedsForFivePercent } from './seeds.ts';
import { printed } from './table.ts';

const usage = `usage: node bench/keying/keying.ts [--runs N] [--json] [--emulator]

Simulates senders across a lossy link and compares how the link may decide what is lost (keying by stream, flow,
message): what the same seed is worth when two senders are compared. Seeds are 1 to N (default 100).
  --runs N     transfers per sender, keying and loss, at least 2
  --json       tables as JSON
  --emulator   instead: compiles the emulator's models with cc and compares the fates of N transfers each`;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
    emulator: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
if (values.help) console.log(usage);
else if (!Number.isInteger(runs) || runs < 2) {
  console.error(`--runs ${values.runs} is not a whole number of at least 2\n\n${usage}`);
  process.exitCode = 2;
} else if (values.emulator) checkEmulator();
else answer();

function answer() {
  const transfers = campaign(runs);
  const tables = [
    duplicateAtStart(transfers),
    ...timeAndPackets(transfers),
    nesting(runs),
    seedsForFivePercent(transfers),
    ...resending(runs),
  ];
  if (values.json) console.log(JSON.stringify({ runs, tables }));
  else console.log([`${runs} transfers each`, ...tables.map(printed)].join('\n\n'));
}

function checkEmulator() {
  const climates = [...Object.values(settings), { keying: 'message' } as const].flatMap((setting) =>
    [randomLoss(10), randomLoss(50), gemodel(5, 25), gemodel(20, 20, 80, 5)].map((loss) => ({
      ...setting,
      loss: [loss, randomLoss(20)] as const,
    })),
  );
  const { packets, differ } = compareWithEmulator(climates, runs);
  console.log(values.json ? JSON.stringify({ packets, differ }) : `${packets} packets, ${differ} with another fate`);
  if (differ > 0) process.exitCode = 1;
}
