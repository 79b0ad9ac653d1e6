import type { Case, FileSpec, Observations, Program, Setup, Trial } from '@gradewire/core';
import type { Config } from '../config.ts';
import { attemptsOf, referenceTrial, senderTrial } from './attempts.ts';
import { giveUpId, isMeasured, isPlanned, type Seeded, seededCases, wantedCases } from './case-ids.ts';
import { gate } from './catalogue.ts';
import { portOf, seedOf } from './chance.ts';
import { extraCases } from './extra.ts';
import { lagBudgetMs, linkOf } from './links.ts';
import { firstFile, type Opening, openingOf, unknown } from './opening.ts';
import { bytesOf, type Learnt, type Spec } from './spec.ts';
import { onStandardInput, receiver, referenceRun, studentRun, transferTrial, type Way } from './trials.ts';

/** The sender that was built, if there is one. There is one sender in a submission. */
export function builtSender(setup: Setup<Config>): Program | undefined {
  return setup.discovery.programs.find(
    ({ id, role }) => role === 'sender' && setup.builds.get(id)?.outcome === 'built',
  );
}

/**
 * All cases that are known by now; see `Kit.plan`. First the text on a clean link alone: it shows how the sender is
 * called and how large its packets are. If it fails, nothing more; else everything, the longest first.
 */
export function plan(setup: Setup<Config>, observations: Observations): Case[] {
  const program = builtSender(setup);
  if (program === undefined) return [];
  const opening = openingOf(setup, program, observations);
  const first = firstCase(setup, program, observations);
  if (!opening.isOpen) return [first];
  const rest = wantedCases(setup.config)
    .filter(({ id }) => id !== gate.id)
    .sort((a, b) => totalMs(setup.config, b) - totalMs(setup.config, a))
    .map((seeded) => transferCase(setup, program, opening, seeded));
  const withoutAnswer = isPlanned(setup.config, giveUpId, false) ? [giveUpCase(setup, program, opening)] : [];
  const cases = [first, ...withoutAnswer, ...rest];
  return [...cases, ...extraCases(setup, program, opening, observations, cases)];
}

/** What a case's trials take, roughly, with a sender as good as the reference. Milliseconds. */
export function totalMs(config: Config, { id, spec }: Seeded): number {
  return spec.expectMs * (isMeasured(config, id) ? 2 : 1);
}

function firstCase(setup: Setup<Config>, program: Program, observations: Observations): Case {
  const file = firstFile(setup);
  const trials = attemptsOf(program, observations.get(gate.id) ?? []).map(({ form, trial }, i) => {
    const port = portOf(setup.seed, gate.id, trial);
    const wallMs = i === 0 ? limitMs(setup.config, gate) : Math.min(limitMs(setup.config, gate), 8000);
    const way = { form, port, file, wallMs, lingerMs: lingerMs(setup.config, gate) };
    return transferTrial(trial, port, receiver(port, [file]), [studentRun(program, way)]);
  });
  return { ...common(setup, program, seededCases(setup.config, gate)[0]!, unknown), trials };
}

function transferCase(setup: Setup<Config>, program: Program, opening: Opening, seeded: Seeded): Case {
  const { id, spec } = seeded;
  const { config } = setup;
  const fileNumbered = (number: number): FileSpec => ({
    kind: spec.content,
    bytes: bytesOf(spec, opening),
    seed: seedOf(setup.seed, id, number),
  });
  const file = fileNumbered(0);
  const wayOf = (trial: string): Way => ({
    form: spec.how === 'stdin' ? onStandardInput(opening.attempt.form) : opening.attempt.form,
    port: portOf(setup.seed, id, trial),
    file,
    wallMs: limitMs(config, spec),
    lingerMs: lingerMs(config, spec),
  });
  const way = wayOf(senderTrial);
  const student = (): Trial => {
    if (spec.how !== 'two-senders') {
      return transferTrial(senderTrial, way.port, receiver(way.port, [file]), [studentRun(program, way)]);
    }
    const files = [file, fileNumbered(1)];
    // That the first one is done says nothing of the second.
    const runs = files.map((one, i) => studentRun(program, { ...way, file: one, lingerMs: null }, `sent-${i + 1}`));
    return transferTrial(senderTrial, way.port, receiver(way.port, files), runs);
  };
  const reference = (): Trial => {
    const same = wayOf(referenceTrial);
    return transferTrial(referenceTrial, same.port, receiver(same.port, [file]), [referenceRun(same, opening.chunk)]);
  };
  const trials = isMeasured(config, id) ? [reference(), student()] : [student()];
  return { ...common(setup, program, seeded, opening), trials };
}

function giveUpCase(setup: Setup<Config>, program: Program, { attempt }: Opening): Case {
  const port = portOf(setup.seed, giveUpId, senderTrial);
  const file: FileSpec = { kind: 'text', bytes: 5000, seed: seedOf(setup.seed, giveUpId, 0) };
  const wallMs = setup.config.giveUp.withinMs + 3000;
  // The receiver's own patience of 10 s counts for nothing here.
  const run = { ...studentRun(program, { form: attempt.form, port, file, wallMs, lingerMs: null }), stopAfter: [] };
  return {
    id: giveUpId,
    subject: program.subject,
    title: 'The receiver never answers: a sender gives up, not too soon and not too late, and says so by its exit code',
    group: giveUpId,
    link: linkOf('give-up', seedOf(setup.seed, giveUpId, 0), {
      rules: [{ direction: 'serverToClient', nth: 'every', action: 'drop' }],
    }),
    // Nothing is timed here but seconds, and it would be long to run again.
    lagBudgetMs: 10 * lagBudgetMs,
    trials: [transferTrial(senderTrial, port, receiver(port, [file]), [run])],
  };
}

function common(
  setup: Setup<Config>,
  program: Program,
  { id, spec, index }: Seeded,
  learnt: Learnt,
): Omit<Case, 'trials'> {
  const impaired = typeof spec.link === 'function' ? spec.link(learnt) : spec.link;
  return {
    id,
    subject: program.subject,
    title: index === 0 ? spec.title : `${spec.title} (seed ${index})`,
    group: id.split('/')[0]!,
    link: linkOf(id, seedOf(setup.seed, spec.id, index), impaired),
    lagBudgetMs,
  };
}

function limitMs({ limit }: Config, { expectMs }: Spec): number {
  return Math.max(limit.leastMs, Math.round(limit.timesReference * expectMs));
}

const timerMs = 500;

/**
 * How long a sender may stay after the receiver has written everything: until its last acknowledgement has got through,
 * but for one chance in a million, and then as long as a sender may take to end.
 */
export function lingerMs({ exitsWithinMs }: Config, { fails = 0, extraDelayMs = 0 }: Spec): number {
  const again = fails === 0 ? 0 : Math.ceil(Math.log(1e-6) / Math.log(fails));
  return exitsWithinMs + again * timerMs + extraDelayMs;
}
