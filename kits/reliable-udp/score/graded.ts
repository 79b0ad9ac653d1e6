/** Grades senders that do what a test says, without running any. */
import type { Case, Grading, Observation, Observations, RubricLine } from '@gradewire/core';
import { type Built, goodPackets, observed, setupWith } from '../judge/built-trial.ts';
import { tcpTrial } from '../plan/over-tcp.ts';
import { plan } from '../plan/plan.ts';
import { grade } from './grade.ts';

export type Choose = (graded: Case, trial: string) => Partial<Built> | undefined;

/** Grades a sender that does what is chosen in each trial, and is good otherwise; a trial without an answer is late. */
export function graded(config: unknown, choose: Choose = () => ({})): Grading {
  const setup = setupWith(config);
  let observations: Observations = new Map();
  for (let round = 0; round < 4; round++) {
    const seen = plan(setup, observations).map((one): [string, readonly Observation[]] => {
      return [one.id, observations.get(one.id) ?? observationsOf(one, choose)];
    });
    observations = new Map(seen);
  }
  return grade(setup, plan(setup, observations), observations);
}

/** What the trials of a case show of it. */
export function observationsOf(one: Case, choose: Choose): Observation[] {
  return one.trials.flatMap((trial) => {
    const built = choose(one, trial.name);
    if (trial.name === tcpTrial && built?.tcpClosesMs !== undefined) {
      const nothing = { file: { kind: 'text', bytes: 1, seed: 1 }, packets: [] } as const;
      return [observed(trial, { ...nothing, ...built })];
    }
    const file = trial.server?.writes?.expected[0];
    if (built === undefined || file === undefined) return [];
    const many = trial.server!.writes!.expected.length;
    const seen = observed(trial, { file, packets: goodPackets(file), ...usual(one), ...built });
    return [many === 1 ? seen : both(seen)];
  });
}

/** It gives up after half a minute. */
const usual = ({ id }: Case): Partial<Built> =>
  id === 'give-up' ? { lifetimeMs: 30_000, end: { how: 'exited', code: 1 }, written: Buffer.alloc(0) } : {};

/** The second file as good as the first. */
function both(seen: Observation): Observation {
  const [run, written] = [seen.clients[0]!, seen.written[0]!];
  return { ...seen, clients: [run, run], written: [written, { ...written, closest: 1 }] };
}

export function lineOf(grading: Grading, id: string): RubricLine {
  return grading.subjects[0]!.lines.find((line) => line.id === id)!;
}

export function pointsOf(grading: Grading): Record<string, number> {
  return Object.fromEntries(grading.subjects[0]!.lines.map(({ id, points }) => [id, points]));
}
