import { isDeepStrictEqual } from 'node:util';
import type { Case, Kit, Observation, Observations, Setup, Trial } from '@gradewire/core';

export interface Replayed {
  readonly cases: readonly Case[];
  /** Of all that is planned; not those of cases that are planned no more. */
  readonly observations: Observations;
  /** Trials that were not run, or not in this way, each as `case: trial`. Empty: nothing needs to be run. */
  readonly missing: readonly string[];
}

/**
 * A run of `setup` that takes from what was observed under `then` instead of running: a trial's observation is good if the
 * same trial of the same case was planned then, over the same link. The plan is asked again and again, as in a real run.
 */
export function replayObservations(kit: Kit, setup: Setup, then: Setup, observed: Observations): Replayed {
  const ran = new Map(kit.plan(then, observed).map((one) => [one.id, one]));
  const taken = new Map<string, Set<string>>();
  const missing = new Set<string>();
  for (;;) {
    const observations = ofTrials(observed, taken);
    const cases = kit.plan(setup, observations);
    const open = cases.flatMap((one) =>
      one.trials
        .filter(({ name }) => !taken.get(one.id)?.has(name) && !missing.has(nameOf(one, name)))
        .map((trial) => ({ one, trial })),
    );
    if (open.length === 0) return { cases, observations, missing: [...missing] };
    for (const { one, trial } of open) {
      const wasRun = isSame(one, trial, ran.get(one.id)) && find(observed, one.id, trial.name) !== undefined;
      if (wasRun) taken.set(one.id, (taken.get(one.id) ?? new Set()).add(trial.name));
      else missing.add(nameOf(one, trial.name));
    }
  }
}

const nameOf = ({ id }: Case, trial: string) => `${id}: ${trial}`;

function isSame(now: Case, trial: Trial, then: Case | undefined): boolean {
  const other = then?.trials.find(({ name }) => name === trial.name);
  return then !== undefined && isDeepStrictEqual([now.link, trial], [then.link, other]);
}

function find(observed: Observations, id: string, trial: string): Observation | undefined {
  return observed.get(id)?.find((one) => one.trial === trial);
}

/** In the order in which they were made. */
function ofTrials(observed: Observations, taken: ReadonlyMap<string, ReadonlySet<string>>): Observations {
  return new Map([...taken].map(([id, names]) => [id, observed.get(id)!.filter(({ trial }) => names.has(trial))]));
}
