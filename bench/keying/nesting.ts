import { type LossModel, randomLoss } from './loss-model.ts';
import { packets, type SettingName, settingNames, settings } from './scenarios.ts';
import { reference } from './sender.ts';
import type { Table } from './table.ts';
import { type Outcome, transfer } from './transfer.ts';

/** First transmissions lost, and all first transmissions, by name. */
function firsts({ fates }: Outcome, direction: 0 | 1) {
  const first = fates.filter((fate) => fate.direction === direction && fate.times === 1);
  const name = (fate: (typeof first)[number]) => `${fate.word} ${fate.sequence}`;
  return { all: new Set(first.map(name)), lost: new Set(first.filter(({ lost }) => lost).map(name)) };
}

/** Of what is lost at the lower loss and sent at both: the share that is lost at the higher one as well. */
export function nestedShare(
  setting: SettingName,
  direction: 0 | 1,
  [low, high]: readonly [LossModel, LossModel],
  runs: number,
): number {
  let lostAtLow = 0;
  let lostAtBoth = 0;
  for (let seed = 1; seed <= runs; seed++) {
    const [few, many] = [low, high].map((loss) =>
      firsts(transfer(reference, { ...settings[setting], loss: [loss, loss] }, seed, packets), direction),
    ) as [ReturnType<typeof firsts>, ReturnType<typeof firsts>];
    const common = few.lost.intersection(many.all);
    lostAtLow += common.size;
    lostAtBoth += common.intersection(many.lost).size;
  }
  return lostAtBoth / lostAtLow;
}

export function nesting(runs: number): Table {
  const losses = [randomLoss(10), randomLoss(30)] as const;
  return {
    title: '3. First transmissions lost at 10 % that are lost at 30 % too (independent fates: 0.30)',
    columns: ['', ...settingNames],
    rows: ([0, 1] as const).map((direction) => [
      direction === 0 ? 'start, data, end' : 'acknowledgements',
      ...settingNames.map((setting) => nestedShare(setting, direction, losses, runs)),
    ]),
  };
}
