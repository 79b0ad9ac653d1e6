import { climates, packets, type SettingName, settings, students } from './scenarios.ts';
import { reference } from './sender.ts';
import { type Outcome, transfer } from './transfer.ts';

type Numbers = Pick<Outcome, 'ms' | 'sent'>;

/** Transfers under seeds 1, 2, …, each made once, however many questions ask for it. Arguments are scenarios' names. */
export function campaign(runs: number) {
  const known = new Map<string, readonly Numbers[]>();
  return {
    runs,
    /** `student` undefined: the reference. */
    outcomes(climate: string, setting: SettingName, student?: string): readonly Numbers[] {
      const loss = climates[climate]!;
      const name = [climate, setting, student].join('/');
      const found = known.get(name);
      if (found) return found;
      const habits = student === undefined ? reference : students[student]!;
      const made = Array.from({ length: runs }, (_, i) => {
        const { ms, sent } = transfer(habits, { ...settings[setting], loss }, i + 1, packets);
        return { ms, sent };
      });
      known.set(name, made);
      return made;
    },
  };
}

export type Campaign = ReturnType<typeof campaign>;

/** Both senders' numbers for the seeds with which both came to an end. */
export function pairs(
  references: readonly Numbers[],
  others: readonly Numbers[],
  what: 'ms' | 'sent',
): { reference: number[]; student: number[] } {
  const ended = references.flatMap((one, i) =>
    Number.isFinite(one.ms) && Number.isFinite(others[i]!.ms) ? [[one[what], others[i]![what]] as const] : [],
  );
  return { reference: ended.map(([one]) => one), student: ended.map(([, other]) => other) };
}
