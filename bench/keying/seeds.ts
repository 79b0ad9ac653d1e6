import { type Campaign, pairs } from './campaign.ts';
import { rotated, seedsNeeded } from './estimates.ts';
import { climates, type SettingName, settingNames, students } from './scenarios.ts';
import type { Table } from './table.ts';

const error = 0.05;

/** What the same seeds for both senders save: "with the same / with seeds of their own". */
export function seedsForFivePercent(runs: Campaign): Table {
  const cell = (climate: string, setting: SettingName, student: string) => {
    const both = pairs(runs.outcomes(climate, setting), runs.outcomes(climate, setting, student), 'ms');
    const own = seedsNeeded(both.reference, rotated(both.student), error);
    return `${seedsNeeded(both.reference, both.student, error)} / ${own}`;
  };
  return {
    title:
      '4. Seeds until the ratio of mean completion times is known to 5 %: both under the same / each under its own',
    columns: ['', ...settingNames],
    rows: Object.keys(students).flatMap((student) =>
      Object.keys(climates).map((climate) => [
        `${student}, ${climate}`,
        ...settingNames.map((setting) => cell(climate, setting, student)),
      ]),
    ),
  };
}
