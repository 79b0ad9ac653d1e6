import { type Case, type Feedback, type Observation, rudp, type Setup, type Verdict } from '@gradewire/core';
import type { Config } from '../config.ts';
import { senderTrial } from '../plan/attempts.ts';
import { type Extra, extraCaseIds, extras } from '../plan/case-ids.ts';
import { widerWindow } from '../plan/extra.ts';
import { evidenceOf } from './evidence.ts';
import { say } from './feedback.ts';
import { raceOf } from './race.ts';
import { type Seen, seenIn } from './seen.ts';

interface Credit {
  readonly isEarned: boolean;
  readonly feedback: readonly Feedback[];
}

/**
 * Extra credit costs nothing: what is not achieved passes without points, `earned` 0. `near` is a transfer over a link
 * with a short delay and loss, beside which a timer that adapts shows.
 */
export function judgeExtra(
  { config }: Setup<Config>,
  graded: Case,
  observations: readonly Observation[],
  near: readonly Seen[] = [],
): Verdict {
  const extra = extras.find((one) => extraCaseIds(config, one).includes(graded.id))!;
  const trial = graded.trials.find(({ name }) => name === senderTrial)!;
  const seen = seenIn(trial, observations.find((one) => one.trial === senderTrial)!);
  const credit = seen.isWhole ? credits[extra](seen, near) : notTried(extra);
  const tcpCompletionMs = raceOf(graded, seen, observations)?.tcpMs;
  const metrics = {
    ...seen.metrics,
    ...(tcpCompletionMs === undefined ? {} : { tcpCompletionMs }),
    earned: credit.isEarned ? 1 : 0,
  };
  const evidence = credit.isEarned ? [] : evidenceOf(seen, undefined);
  return { outcome: 'passed', blame: null, feedback: credit.feedback, evidence, metrics };
}

const calledWith: Readonly<Record<Extra, string>> = {
  sack: '-k',
  'variable-window': widerWindow.join(' '),
  'adaptive-timer': 'its usual arguments on a far link with loss',
  'faster-than-tcp': 'the arguments of the race',
};

function notTried(extra: Extra): Credit {
  return { isEarned: false, feedback: [say('extra-not-tried', { detail: calledWith[extra] })] };
}

type Examine = (seen: Seen, near: readonly Seen[]) => Credit;

const credits: Readonly<Record<Extra, Examine>> = {
  sack(seen) {
    const { uses, resent } = rudp.usesSack(seen.transfers[0]!);
    if (uses === true) return { isEarned: true, feedback: [] };
    return {
      isEarned: false,
      feedback: [uses === null ? say('sack-unseen') : say('sack-not-used', { count: resent })],
    };
  },
  'adaptive-timer'(seen, near) {
    const adapts = rudp.timerAdapts([seen, ...near].flatMap(({ transfers }) => transfers));
    if (adapts === true) return { isEarned: true, feedback: [] };
    return { isEarned: false, feedback: [adapts === null ? say('timer-unseen') : say('timer-fixed')] };
  },
  'variable-window'(seen) {
    const varies = seen.transfers.some((one) => rudp.windowVaries(one) === true);
    return { isEarned: varies, feedback: varies ? [] : [say('window-fixed')] };
  },
  // What a race is worth, all races say together: see score/race.ts.
  'faster-than-tcp': () => ({ isEarned: false, feedback: [] }),
};
