import type { ArgumentForm, Conversation, Observation, Program } from '@gradewire/core';

/**
 * A way of starting a program: a form of its arguments, and the port it uses whatever it is told. The documented form
 * is tried first; others only after it came to nothing, so that one slip does not hide what works.
 */
export interface Attempt {
  /** Suffix of its trials' names; '' for the documented form. */
  readonly suffix: string;
  readonly form: ArgumentForm;
  readonly fixedPort: number | null;
}

export const variants = ['plain', 'newline'] as const;
export type Variant = (typeof variants)[number];

export function trialName(variant: Variant, attempt: Attempt): string {
  return `${variant}${attempt.suffix}`;
}

/** A trial of its own for a server that is silent: whether it replies when the client ends its side. */
export function silenceTrial(attempt: Attempt): string {
  return `half-close${attempt.suffix}`;
}

/** The attempts that the observations of a program's reference case call for, in order. */
export function attemptsOf(program: Program, observations: readonly Observation[]): Attempt[] {
  const attempts = program.argumentForms.map(
    (form, i): Attempt => ({ suffix: i === 0 ? '' : `/${form.name}`, form, fixedPort: null }),
  );
  const tried: Attempt[] = [];
  for (const attempt of attempts) {
    tried.push(attempt);
    const seen = observationsOf(attempt, observations);
    if (seen.length < variants.length || seen.some((one) => gotThrough(program, one))) return tried;
    const port = portUsedInstead(program, seen);
    if (port !== null) return [...tried, { suffix: `/port-${port}`, form: attempt.form, fixedPort: port }];
  }
  return tried;
}

/** The attempt that everything else is run with: the one that got through, else the documented form. */
export function chosenAttempt(program: Program, observations: readonly Observation[]): Attempt {
  const attempts = attemptsOf(program, observations);
  const works = attempts.find((attempt) =>
    observationsOf(attempt, observations).some((one) => gotThrough(program, one)),
  );
  return works ?? attempts[0]!;
}

export function observationsOf(attempt: Attempt, observations: readonly Observation[]): Observation[] {
  const names = variants.map((variant) => trialName(variant, attempt));
  return observations.filter((one) => names.includes(one.trial));
}

/** Whether the two sides found each other; whether they understood each other is another matter. */
export function gotThrough(program: Program, observation: Observation): boolean {
  if (program.role === 'server') return observation.serverReadyMs !== null;
  const port = observation.listening.length > 0 ? new Set(observation.listening.map((one) => one.port)) : new Set();
  return observation.conversations.some((one) => one.established && port.has(one.serverPort));
}

/** The port that a program insists on: where a client knocks, or where a server listens. */
function portUsedInstead(program: Program, observations: readonly Observation[]): number | null {
  for (const { port, listening, conversations } of observations) {
    const used =
      program.role === 'server'
        ? listening.filter((one) => !one.address.startsWith('127.')).map((one) => one.port)
        : conversations.map((one: Conversation) => one.serverPort);
    const other = used.find((one) => one !== port && one >= 1024);
    if (other !== undefined) return other;
  }
  return null;
}
