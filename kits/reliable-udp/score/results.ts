import type { Case, Feedback, Observations, Setup, Verdict } from '@gradewire/core';
import type { Config } from '../config.ts';
import { judgeExtra } from '../judge/extra.ts';
import { say } from '../judge/feedback.ts';
import { judge, studentsTrial } from '../judge/judge.ts';
import type { Seen } from '../judge/seen.ts';
import { extraId, giveUpId } from '../plan/case-ids.ts';
import { openingOf } from '../plan/opening.ts';
import { builtSender } from '../plan/plan.ts';
import { raceVerdicts } from './race.ts';

/** Everything that lines are made of. */
export interface Results {
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** The student's trials of the cases of correctness, in the plan's order. */
  readonly seen: ReadonlyMap<string, Seen>;
  /** The first case showed that the others can be run. */
  readonly isOpen: boolean;
  /** Why what was not run was not. */
  readonly notRun: Feedback;
}

export function resultsOf(setup: Setup<Config>, cases: readonly Case[], observations: Observations): Results {
  const verdicts = new Map<string, Verdict>();
  const seen = new Map<string, Seen>();
  for (const graded of cases) {
    const own = observations.get(graded.id) ?? [];
    if (graded.trials.some((trial) => !own.some((one) => one.trial === trial.name))) continue;
    if (graded.group !== 'extra' && graded.id !== giveUpId) seen.set(graded.id, studentsTrial(setup, graded, own));
    verdicts.set(graded.id, judge(setup, graded, own));
  }
  const adaptive = cases.find(({ id }) => id === extraId('adaptive-timer'));
  if (adaptive && verdicts.has(adaptive.id)) {
    const near = [...seen].filter(([id]) => id.startsWith('loss/')).map(([, one]) => one);
    verdicts.set(adaptive.id, judgeExtra(setup, adaptive, observations.get(adaptive.id)!, near));
  }
  for (const [id, verdict] of raceVerdicts(setup.config, cases, observations, verdicts)) verdicts.set(id, verdict);
  const program = builtSender(setup);
  const isOpen = program !== undefined && openingOf(setup, program, observations).isOpen;
  return { verdicts, seen, isOpen, notRun: isOpen ? say('not-run', ours) : whyNotRun(setup) };
}

const ours = { detail: 'a fault of the grader kept the case from being judged' };

const missing =
  'No sender was found: no gradewire.yml that names one, no script called sender or rudp, no source with sender or rudp in ' +
  'its name, in a folder called sender, or that sends "start" in a datagram.';

function whyNotRun(setup: Setup<Config>): Feedback {
  if (builtSender(setup)) return say('not-run', { detail: 'the sender does not deliver a text over a clean link yet' });
  const program = setup.discovery.programs.find(({ role }) => role === 'sender');
  if (program === undefined) return { code: 'program-missing', text: missing };
  return { code: 'build-failed', text: `The sender could not be built: ${firstError(setup, program.id)}` };
}

/** The line of a build log that says what is wrong, as far as one can tell; else its last one. */
function firstError({ builds }: Setup<Config>, id: string): string {
  const lines = (builds.get(id)?.log ?? '').split(/\r?\n/).filter((line) => line.trim() !== '');
  const line = lines.find((one) => /\berror\b/i.test(one)) ?? lines.at(-1) ?? 'no reason was given.';
  return line
    .trim()
    .replace(/\p{Cc}/gu, ' ')
    .slice(0, 200);
}
