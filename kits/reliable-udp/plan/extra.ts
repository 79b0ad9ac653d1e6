import type { ArgumentForm, Case, FileSpec, Observations, Program, Setup, Trial } from '@gradewire/core';
import type { Config } from '../config.ts';
import { withSelectiveAcks } from '../discover/arguments.ts';
import { expectedBy, isWhole } from '../judge/written.ts';
import { senderTrial } from './attempts.ts';
import { type Extra, extraCaseIds, extraId, isPlanned, wantedCases } from './case-ids.ts';
import { portOf, seedOf } from './chance.ts';
import { both, type Impaired, lagBudgetMs, linkOf, random } from './links.ts';
import type { Opening } from './opening.ts';
import { overTcp } from './over-tcp.ts';
import { receiver, studentRun, transferTrial } from './trials.ts';

/** What a sender is called with besides, and the receiver too, where its window may vary. */
export const widerWindow = ['-w', '50'];

interface ExtraSpec {
  readonly title: string;
  readonly link: Impaired;
  readonly packets: number;
  readonly form: (form: ArgumentForm) => ArgumentForm;
  /** Of the receiver. */
  readonly more: readonly string[];
}

const withWindow = (form: ArgumentForm): ArgumentForm => ({ ...form, args: [...form.args, ...widerWindow] });
const asUsual = (form: ArgumentForm) => form;

export const extraSpecs: Readonly<Record<Extra, ExtraSpec>> = {
  sack: {
    title: 'Selective acknowledgements, asked for by -k: what the receiver holds is not sent again',
    // Enough that some retransmissions are lost as well: only gaps that outlast a timer show who goes by what is held.
    link: both(random(25)),
    packets: 60,
    form: withSelectiveAcks,
    more: ['-k'],
  },
  'adaptive-timer': {
    title: 'A round trip of 310 ms with loss: is the timer set by measured round trips?',
    link: both({ delay: 155, ...random(10) }),
    packets: 40,
    form: asUsual,
    more: [],
  },
  'variable-window': {
    title: `A window of up to 50, asked for by ${widerWindow.join(' ')}: it grows while nothing is lost, and shrinks`,
    link: both({ delay: 50, ...random(2) }),
    packets: 150,
    form: withWindow,
    more: widerWindow,
  },
  'faster-than-tcp': {
    title: 'The same file over TCP and the same link, with 5 % loss: which is faster?',
    // Enough that much more than how it begins, or a single timeout of either, decides.
    link: both({ delay: 20, ...random(5) }),
    packets: 160,
    form: asUsual,
    more: widerWindow,
  },
};

/** Extra credit: attempted beside the rest, but for the race with TCP, for which everything else must have passed. */
export function extraCases(
  setup: Setup<Config>,
  program: Program,
  opening: Opening,
  observations: Observations,
  others: readonly Case[],
): Case[] {
  const planned = (extra: Extra, called: ExtraSpec['form']) =>
    extraCaseIds(setup.config, extra)
      .map((id, i, { length }) => ({ id, title: extraSpecs[extra].title + (length > 1 ? ` (seed ${i + 1})` : '') }))
      .filter(({ id }) => isPlanned(setup.config, id, false))
      .map((one) => extraCase(setup, program, opening, { ...one, extra, called }));
  const first = (['sack', 'adaptive-timer', 'variable-window'] as const).flatMap((extra) => planned(extra, asUsual));
  const wide = first.find(({ id }) => id === extraId('variable-window'));
  const isKnown = wide === undefined || observations.has(wide.id);
  if (!isKnown || !hasPassedAll(setup, others, observations)) return first;
  const isWide = wide?.trials.every((trial) => arrived(observations, wide.id, trial));
  return [...first, ...planned('faster-than-tcp', isWide ? withWindow : asUsual)];
}

function hasPassedAll(setup: Setup<Config>, others: readonly Case[], observations: Observations): boolean {
  const ids = new Set(wantedCases(setup.config).map(({ id }) => id));
  return others
    .filter(({ id }) => ids.has(id))
    .every(({ id, trials }) => arrived(observations, id, trials.findLast(({ name }) => name.startsWith(senderTrial))!));
}

function arrived(observations: Observations, id: string, trial: Trial): boolean {
  const seen = observations.get(id)?.find((one) => one.trial === trial.name);
  return seen !== undefined && isWhole(seen, expectedBy(trial));
}

const wallMs = 30_000;
/** Until the last acknowledgement has got through, where a quarter is lost: see `lingerMs`. */
const lastAckMs = 9000;

function extraCase(
  setup: Setup<Config>,
  program: Program,
  opening: Opening,
  { id, title, extra, called }: { id: string; title: string; extra: Extra; called: ExtraSpec['form'] },
): Case {
  const spec = extraSpecs[extra];
  const file: FileSpec = { kind: 'text', bytes: spec.packets * opening.chunk, seed: seedOf(setup.seed, id, 0) };
  const port = portOf(setup.seed, id, senderTrial);
  const form = called(spec.form(opening.attempt.form));
  const way = { form, port, file, wallMs, lingerMs: setup.config.exitsWithinMs + lastAckMs };
  const student = transferTrial(senderTrial, port, receiver(port, [file], spec.more), [studentRun(program, way)]);
  return {
    id,
    subject: program.subject,
    title,
    group: 'extra',
    link: linkOf(id, seedOf(setup.seed, id, 0), spec.link),
    // Both race over the same link, for seconds, and a grade is not to wait for extra credit.
    lagBudgetMs: extra === 'faster-than-tcp' ? 4 * lagBudgetMs : lagBudgetMs,
    trials: extra === 'faster-than-tcp' ? [overTcp(setup, id, file, 2 * wallMs), student] : [student],
  };
}
