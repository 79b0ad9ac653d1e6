import { spread } from './estimates.ts';
import { meanLoss } from './loss-model.ts';
import { otherResends } from './other-resends.ts';
import { climates, packets, settings } from './scenarios.ts';
import { type Habits, reference } from './sender.ts';
import { spreadCell, type Table } from './table.ts';
import { type Fate, transfer } from './transfer.ts';
import type { Climate } from './weather.ts';

/** How often what `chosen` selects was lost. */
function lossOf(fates: readonly Fate[], chosen: (fate: Fate) => boolean): number {
  const found = fates.filter(chosen);
  return found.filter(({ lost }) => lost).length / found.length;
}

/** The second transmissions of data packets whose first was lost. */
export function secondAfterLoss(fates: readonly Fate[]): Fate[] {
  const lostOnce = new Set(
    fates.filter((it) => it.word === 'data' && it.times === 1 && it.lost).map((it) => it.sequence),
  );
  return fates.filter((it) => it.word === 'data' && it.times === 2 && lostOnce.has(it.sequence));
}

function row(name: string, climate: Climate, runs: number): (string | number)[] {
  const under = (habits: Habits) => Array.from({ length: runs }, (_, i) => transfer(habits, climate, i + 1, packets));
  const references = under(reference);
  const fates = references.flatMap((outcome) => outcome.fates);
  const ended = references.filter(({ ms }) => Number.isFinite(ms));
  const to = (habits: Habits) =>
    spreadCell(
      spread(
        under(habits).flatMap(({ ms }, i) => (Number.isFinite(ms / references[i]!.ms) ? [ms / references[i]!.ms] : [])),
      ),
    );
  return [
    name,
    lossOf(fates, ({ direction }) => direction === 0),
    lossOf(fates, ({ direction }) => direction === 1),
    lossOf(fates, ({ direction, times }) => direction === 0 && times === 1),
    lossOf(
      references.flatMap((outcome) => secondAfterLoss(outcome.fates)),
      () => true,
    ),
    runs - ended.length,
    ended.length > 0 ? spread(ended.map(({ ms }) => ms / 1000))[1] : Number.NaN,
    to({ ...reference, tickMs: 50 }),
    to({ ...reference, copies: 2 }),
  ];
}

/** What a retransmission meets in a burst, with netem's stream as what it should resemble. */
export function resending(runs: number): Table[] {
  return ['gemodel 5/25', 'gemodel 20/20'].map((climate) => {
    const loss = climates[climate]!;
    return {
      title: `5. What a retransmission meets in a burst, ${climate}, mean loss ${meanLoss(loss[0]).toFixed(2)}`,
      columns: [
        '',
        'loss',
        'of acks',
        'of firsts',
        '2nd | 1st lost',
        'never ended',
        'median s',
        '50 ms tick',
        'all twice',
      ],
      rows: [
        row('stream', { ...settings.stream, loss }, runs),
        ...otherResends.map((resend) => row(resend, { ...settings.message, resend, loss }, runs)),
        row('ahead', { ...settings.message, loss }, runs),
      ],
    };
  });
}
