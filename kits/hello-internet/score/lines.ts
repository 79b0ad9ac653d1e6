import { isNamed, type Program, type Setup, type Subject } from '@gradewire/core';
import type { DraftLine } from '../../score/lines.ts';
import type { Config } from '../config.ts';
import { peersFor } from '../plan/peers.ts';
import { absence, draft, reasonsOf, referenceLine, single, staticLine } from './draft.ts';
import { interopLine } from './interop.ts';
import type { Verdicts } from './verdicts.ts';

/** The lines of a subject, in the order in which causes are charged. */
export function draftLines(setup: Setup<Config>, subject: Subject, verdicts: Verdicts): DraftLine[] {
  const { points } = setup.config;
  const program = (role: string) => setup.discovery.programs.find((one) => one.id === `${subject.id}/${role}`);
  return [
    ...clientLines(setup, subject, program('client'), verdicts),
    ...serverLines(setup, subject, program('server'), verdicts),
    ...interopLine(setup, subject, verdicts),
    staticLine(
      'general/readme',
      'README explains the socket API and names the students',
      points.readme,
      `static/${subject.id}/readme`,
      verdicts,
    ),
    staticLine('general/names', 'Names of folder and files', points.names, `static/${subject.id}/names`, verdicts),
    { id: 'general/comments', title: 'Comments, no dead code', maxPoints: points.comments, kind: 'by-hand', parts: [] },
    ...challengeLine(setup, subject, verdicts),
  ];
}

type Points = Config['points'];

function clientLines(
  setup: Setup<Config>,
  subject: Subject,
  program: Program | undefined,
  verdicts: Verdicts,
): DraftLine[] {
  const points: Points['client'] = setup.config.points.client;
  const id = `${subject.id}/client`;
  const reference = verdicts.references.get(id);
  const absent = absence(setup, id, program);
  const line = draft('client', absent, verdicts);
  const at = `reference/${id}`;
  const peers = (names: string[]) => names.map((name) => `peer/${id}/${name}`);
  const arguments_ = reference?.slips.find(
    ({ code }) => code === 'client-fixed-port' || code === 'client-other-arguments',
  );
  const quiet = reference?.slips.find(({ code }) => code === 'client-excess-output');
  return [
    referenceLine(
      'client/reference',
      'Works with the reference server',
      points.reference,
      at,
      reference?.worksShare,
      absent,
      verdicts,
      setup,
    ),
    single(
      'client/arguments',
      'Takes address and port as arguments',
      points.arguments,
      at,
      reference?.argumentsTaken,
      absent ?? arguments_,
      verdicts,
    ),
    line(
      'segments',
      'Reads a reply that comes in several segments',
      points.segments,
      peers(['bytes', 'slow', 'long', 'half-close']),
    ),
    line('host-name', 'Takes the host as a name', points.hostName, [`usage/${id}/host-name`]),
    line('unavailable', 'Server unavailable: says so, exits with an error, quickly', points.unavailable, [
      `usage/${id}/nobody-listening`,
    ]),
    line(
      'bad-arguments',
      'Bad arguments: says so and exits with an error',
      points.badArguments,
      ['no-arguments', 'bad-port', 'unknown-host'].map((name) => `usage/${id}/${name}`),
    ),
    single(
      'client/quiet',
      'Prints the reply and nothing else',
      points.quiet,
      at,
      reference && reference.worksShare > 0 && !reference.excessOutput,
      absent ?? quiet,
      verdicts,
    ),
  ];
}

function serverLines(
  setup: Setup<Config>,
  subject: Subject,
  program: Program | undefined,
  verdicts: Verdicts,
): DraftLine[] {
  const points: Points['server'] = setup.config.points.server;
  const id = `${subject.id}/server`;
  const reference = verdicts.references.get(id);
  const absent = absence(setup, id, program);
  const line = draft('server', absent, verdicts);
  const at = `reference/${id}`;
  const arguments_ = reference?.slips.find(({ code }) =>
    ['server-fixed-port', 'server-extra-argument', 'server-other-arguments'].includes(code),
  );
  // With a port of its own it does not look at its arguments at all: one cause.
  const ignores = arguments_?.code === 'server-fixed-port' ? arguments_ : undefined;
  const hostile = peersFor('server').filter(({ kind, name }) => kind === 'graded' && name !== 'bytes');
  return [
    referenceLine(
      'server/reference',
      'Works with the reference client',
      points.reference,
      at,
      reference?.worksShare,
      absent,
      verdicts,
      setup,
    ),
    {
      id: 'server/next-client',
      title: 'Serves the next client too',
      maxPoints: points.nextClient,
      kind: 'automatic',
      parts: [
        // Where not even the first client was served, nothing was shown about the next one.
        {
          case: at,
          share: 1,
          earned: reference?.nextShare ?? 0,
          reasons: reasonsOf(reference?.worksShare ? verdicts.byCase.get(at) : undefined, absent),
        },
      ],
    },
    line(
      'hostile',
      'Survives hostile clients',
      points.hostile,
      hostile.map(({ name }) => `peer/${id}/${name}`),
    ),
    single(
      'server/arguments',
      'Takes the port as an argument',
      points.arguments,
      at,
      reference?.argumentsTaken,
      absent ?? arguments_,
      verdicts,
    ),
    draft('server', absent ?? ignores, verdicts)(
      'bad-arguments',
      'Bad arguments: says so and exits with an error',
      points.badArguments,
      ['no-arguments', 'bad-port'].map((name) => `usage/${id}/${name}`),
    ),
    line('segments', 'Reads a greeting that comes in several segments', points.segments, [`peer/${id}/bytes`]),
  ];
}

function challengeLine(setup: Setup<Config>, subject: Subject, verdicts: Verdicts): DraftLine[] {
  const at = `challenge/${subject.id}/server`;
  if (isNamed(at, setup.config.without)) return [];
  const verdict = verdicts.byCase.get(at);
  const earned = verdict?.metrics.achieved ?? 0;
  const line = { id: 'extra/challenge', title: 'Challenge mode', kind: 'extra' } as const;
  const parts = verdict ? [{ case: at, share: 1, earned, reasons: earned ? [] : verdict.feedback }] : [];
  return [{ ...line, maxPoints: setup.config.points.challenge, parts }];
}
