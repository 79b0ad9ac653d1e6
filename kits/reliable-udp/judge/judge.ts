import type { Case, Feedback, Observation, Setup, Verdict } from '@gradewire/core';
import type { Config } from '../config.ts';
import { attemptsOf, chosenAttempt, referenceTrial, senderTrial } from '../plan/attempts.ts';
import { giveUpId } from '../plan/case-ids.ts';
import { endLostId, gate } from '../plan/catalogue.ts';
import { builtSender } from '../plan/plan.ts';
import { breachesOfCase, remarksOn, sayBreach } from './breaches.ts';
import { causeOf, missingEnd } from './cause.ts';
import { endingOf, printedBy } from './conduct.ts';
import { drawingOf, evidenceOf, focusOn } from './evidence.ts';
import { judgeExtra } from './extra.ts';
import { say } from './feedback.ts';
import { floodFacts } from './flood.ts';
import { judgeGiveUp } from './give-up.ts';
import { measure } from './measure.ts';
import { type Seen, seenIn } from './seen.ts';
import { untriedRule } from './untried.ts';

/** The verdict on one case by itself. Extra credit is judged over several, see score/. */
export function judge(setup: Setup<Config>, graded: Case, observations: readonly Observation[]): Verdict {
  if (graded.group === 'extra') return judgeExtra(setup, graded, observations);
  const seen = studentsTrial(setup, graded, observations);
  if (graded.id === giveUpId) return judgeGiveUp(setup.config, seen, graded.title);
  const reference = trialNamed(graded, observations, referenceTrial);
  const metrics = { ...seen.metrics, ...measure(seen, reference) };
  const conduct = endingOf(setup.config, seen);
  const ending = conduct.feedback;
  // Who stays for ever is charged for that.
  const leaves = graded.id === endLostId && conduct.how === 'unknown' ? missingEnd(seen) : undefined;
  const cause = causeOf(seen) ?? leaves;
  const slip = graded.id === gate.id ? otherArguments(setup, observations) : undefined;
  const breached = breachesOfCase(setup.config, seen);
  const isUnended = seen.isWhole && !seen.isEnded && leaves === undefined && conduct.how !== 'never';
  const feedback: (Feedback | undefined)[] = [
    cause && { code: cause.code, text: cause.text },
    seen.isFlood && cause?.code !== 'floods' ? say('floods', floodFacts(seen)) : undefined,
    ending,
    isUnended ? say('no-end') : undefined,
    slip,
    ...breached.map(sayBreach),
    printedBy(seen),
    ...remarksOn(seen).map(sayBreach),
    cause ? undefined : untriedRule(graded, seen),
  ];
  const focus = cause ?? (breached[0] && focusOn(breached[0]));
  const drawings = focus ? drawingOf(seen, focus, focus.remark || graded.title) : [];
  return {
    outcome: cause?.outcome ?? 'passed',
    blame: cause ? 'client' : null,
    feedback: feedback.filter((one) => one !== undefined),
    evidence: focus || ending ? evidenceOf(seen, focus) : [],
    drawings,
    metrics,
  };
}

/** The trial with the student's sender; of several ways of calling it, the one that got through. */
export function studentsTrial(setup: Setup<Config>, graded: Case, observations: readonly Observation[]): Seen {
  const program = builtSender(setup);
  const name = graded.id === gate.id && program ? chosenAttempt(program, observations).trial : senderTrial;
  return trialNamed(graded, observations, name) ?? seenIn(graded.trials[0]!, observations[0]!);
}

export function trialNamed(graded: Case, observations: readonly Observation[], name: string): Seen | undefined {
  const trial = graded.trials.find((one) => one.name === name);
  const observation = observations.find((one) => one.trial === name);
  return trial && observation && seenIn(trial, observation);
}

/** A sender that works only when it is called in another way than documented. */
export function otherArguments(setup: Setup<Config>, observations: readonly Observation[]): Feedback | undefined {
  const program = builtSender(setup);
  if (program === undefined || attemptsOf(program, observations).length < 2) return undefined;
  const { form, trial } = chosenAttempt(program, observations);
  if (trial === senderTrial) return undefined;
  const words = { file: 'FILE', host: 'ADDRESS', port: 'PORT' } as const;
  const detail = form.args.map((item) =>
    item.replace(/\{(file|host|port)\}/g, (_, key: keyof typeof words) => words[key]),
  );
  return say('other-arguments', { detail: detail.join(' ') });
}
