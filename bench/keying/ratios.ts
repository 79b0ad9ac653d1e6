import { type Campaign, pairs } from './campaign.ts';
import { spread } from './estimates.ts';
import { acksSafe, climates, packets, type SettingName, settingNames, settings, students } from './scenarios.ts';
import { reference } from './sender.ts';
import { spreadCell, type Table } from './table.ts';
import { transfer } from './transfer.ts';

const oneTooMany = ['start sent twice', 'first data sent twice'];
const columns = ['', ...settingNames];

function ratios(runs: Campaign, climate: string, setting: SettingName, student: string, what: 'ms' | 'sent'): number[] {
  const both = pairs(runs.outcomes(climate, setting), runs.outcomes(climate, setting, student), what);
  return both.student.map((value, i) => value / both.reference[i]!);
}

/** How far one packet too many shifts every later fate, and with it the completion time. */
export function duplicateAtStart(runs: Campaign): Table {
  const cell = (found: readonly number[]) =>
    `${spreadCell(spread(found))} [${Math.min(...found).toFixed(2)}–${Math.max(...found).toFixed(2)}]`;
  return {
    title: '1. Completion time to that of the reference, one packet too many: median (95 %) [least–most]',
    columns,
    rows: oneTooMany.flatMap((student) =>
      Object.keys(climates).map((climate) => [
        `${student}, ${climate}`,
        ...settingNames.map((setting) => cell(ratios(runs, climate, setting, student, 'ms'))),
      ]),
    ),
  };
}

/** The other senders. */
export function timeAndPackets(runs: Campaign): Table[] {
  const rows = (what: 'ms' | 'sent') =>
    Object.keys(students)
      .filter((student) => !oneTooMany.includes(student))
      .flatMap((student) =>
        Object.keys(climates).map((climate) => [
          `${student}, ${climate}`,
          ...settingNames.map((setting) => spreadCell(spread(ratios(runs, climate, setting, student, what)))),
        ]),
      );
  return [
    {
      title: '2a. Completion time to that of the reference: median (95 %)',
      columns,
      rows: [...rows('ms'), acksSafeRow(runs.runs)],
    },
    { title: '2b. Packets sent to those of the reference: median (95 %)', columns, rows: rows('sent') },
  ];
}

/** How much of what still varies is the acknowledgements' doing. */
function acksSafeRow(runs: number): string[] {
  const student = 'timers on a 50 ms tick';
  const cells = Object.values(settings).map((setting) => {
    const climate = { ...setting, loss: acksSafe };
    const found = Array.from(
      { length: runs },
      (_, i) =>
        transfer(students[student]!, climate, i + 1, packets).ms / transfer(reference, climate, i + 1, packets).ms,
    );
    return spreadCell(spread(found));
  });
  return [`${student}, loss 30 % of data only`, ...cells];
}
