import type { ArgumentForm, Observation, Program } from '@gradewire/core';
import { isPython2 } from '../judge/process.ts';

/** Name of the trial in which the student's sender runs; with another form of arguments, `sender/<form>`. */
export const senderTrial = 'sender';
/** Name of the trial in which the reference sender does the same. */
export const referenceTrial = 'reference';

/** A way of starting the program. The documented form is tried first; others only after it came to nothing. */
export interface Attempt {
  readonly form: ArgumentForm;
  readonly trial: string;
}

/** The attempts that the first case's observations call for, in order. */
export function attemptsOf(program: Program, observations: readonly Observation[]): Attempt[] {
  const all = program.argumentForms.map(
    (form, i): Attempt => ({ form, trial: i === 0 ? senderTrial : `${senderTrial}/${form.name}` }),
  );
  const next = all.findIndex((attempt) => {
    const seen = observationOf(attempt, observations);
    return seen === undefined || gotThrough(seen) || !isWorthAnother(seen);
  });
  return next === -1 ? all : all.slice(0, next + 1);
}

/** The attempt that everything else is run with: the one that got through, else the documented form. */
export function chosenAttempt(program: Program, observations: readonly Observation[]): Attempt {
  const attempts = attemptsOf(program, observations);
  const works = attempts.find((attempt) => {
    const seen = observationOf(attempt, observations);
    return seen !== undefined && gotThrough(seen);
  });
  return works ?? attempts[0]!;
}

export function observationOf({ trial }: Attempt, observations: readonly Observation[]): Observation | undefined {
  return observations.find((one) => one.trial === trial);
}

/** Anything came to the port that the sender was told. */
export function gotThrough({ transfers }: Observation): boolean {
  return transfers.some(({ packets }) => packets.length > 0);
}

/** What cannot start, or was killed, would come to the same end with other arguments. */
function isWorthAnother({ clients: [run] }: Observation): boolean {
  if (run === undefined || isPython2(run)) return false;
  const { how } = run.end;
  return how === 'exited' || how === 'wall-limit' || how === 'stopped';
}
