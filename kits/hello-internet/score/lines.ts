import type { Blame, Feedback, Program, RubricLine, Setup, Subject, Verdict } from '@gradewire/core';
import type { Config } from '../config.ts';
import { peersFor } from '../plan/peers.ts';
import type { Verdicts } from './verdicts.ts';

/** A rubric line before what is charged once is settled: parts, each decided by one case. */
export interface DraftLine {
  readonly id: string;
  readonly title: string;
  readonly maxPoints: number;
  readonly kind: RubricLine['kind'];
  readonly parts: readonly Part[];
}

export interface Part {
  readonly case: string;
  /** Of the line's points. */
  readonly share: number;
  /** 0 to 1. */
  readonly earned: number;
  /** Why it is not earned in full. The first code is the cause, which is charged once a subject. */
  readonly reasons: readonly Feedback[];
  /** Points besides the share, e.g. for a spelling slip. */
  readonly slip?: { readonly points: number; readonly reason: Feedback };
}

/** The lines of a subject, in the order in which causes are charged. */
export function draftLines(setup: Setup<Config>, subject: Subject, verdicts: Verdicts): DraftLine[] {
  const { points } = setup.config;
  const program = (role: string) => setup.discovery.programs.find((one) => one.id === `${subject.id}/${role}`);
  return [
    ...clientLines(setup, subject, program('client'), verdicts),
    ...serverLines(setup, subject, program('server'), verdicts),
    interopLine(setup, subject, verdicts),
    staticLine(
      'general/readme',
      'README explains the socket API and names the students',
      points.readme,
      `static/${subject.id}/readme`,
      verdicts,
    ),
    staticLine('general/names', 'Names of folder and files', points.names, `static/${subject.id}/names`, verdicts),
    { id: 'general/comments', title: 'Comments, no dead code', maxPoints: points.comments, kind: 'by-hand', parts: [] },
    challengeLine(setup, subject, verdicts),
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
  const arguments_ = reference?.slips.find(
    ({ code }) => code === 'server-fixed-port' || code === 'server-extra-argument',
  );
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
    line(
      'bad-arguments',
      'Bad arguments: says so and exits with an error',
      points.badArguments,
      ['no-arguments', 'bad-port'].map((name) => `usage/${id}/${name}`),
    ),
    line('segments', 'Reads a greeting that comes in several segments', points.segments, [`peer/${id}/bytes`]),
  ];
}

/** Why a program has no results at all: not found, or not built. */
function absence(setup: Setup<Config>, id: string, program: Program | undefined): Feedback | undefined {
  const role = id.slice(id.lastIndexOf('/') + 1);
  if (program === undefined) return { code: 'program-missing', text: `No ${role} was found.` };
  const build = setup.builds.get(id);
  if (build?.outcome === 'built') return undefined;
  const last = build?.log.trimEnd().split('\n').at(-1) ?? '';
  return { code: 'build-failed', text: `The ${role} could not be built: ${last.slice(0, 200)}` };
}

/** A line whose cases share its points evenly. */
function draft(role: string, absent: Feedback | undefined, verdicts: Verdicts) {
  return (id: string, title: string, maxPoints: number, cases: string[]): DraftLine => ({
    id: `${role}/${id}`,
    title,
    maxPoints,
    kind: 'automatic',
    parts: cases.map((at) => {
      const verdict = verdicts.byCase.get(at);
      const earned = verdict?.outcome === 'passed' ? 1 : 0;
      return { case: at, share: 1 / cases.length, earned, reasons: earned === 1 ? [] : reasonsOf(verdict, absent) };
    }),
  });
}

function referenceLine(
  id: string,
  title: string,
  maxPoints: number,
  at: string,
  share: number | undefined,
  absent: Feedback | undefined,
  verdicts: Verdicts,
  setup: Setup<Config>,
): DraftLine {
  const verdict = verdicts.byCase.get(at);
  const slip = verdict?.feedback.find(({ code }) => code.startsWith('spelling-'));
  const reasons = (share ?? 0) < 1 ? reasonsOf(verdict, absent) : [];
  const part: Part = { case: at, share: 1, earned: share ?? 0, reasons };
  const withSlip = slip ? { ...part, slip: { points: setup.config.points.spellingSlip, reason: slip } } : part;
  return { id, title, maxPoints, kind: 'automatic', parts: [withSlip] };
}

/** A line that one fact of a case decides. */
function single(
  id: string,
  title: string,
  maxPoints: number,
  at: string,
  ok: boolean | undefined,
  reason: Feedback | undefined,
  verdicts: Verdicts,
): DraftLine {
  const reasons = ok ? [] : reasonsOf(verdicts.byCase.get(at), reason);
  return { id, title, maxPoints, kind: 'automatic', parts: [{ case: at, share: 1, earned: ok ? 1 : 0, reasons }] };
}

function reasonsOf(verdict: Verdict | undefined, first: Feedback | undefined): Feedback[] {
  if (first) return [{ code: first.code, text: first.text }];
  if (verdict === undefined)
    return [{ code: 'not-run', text: 'Not run, since the program does not work with the reference yet.' }];
  return verdict.feedback.filter(({ code }) => !code.startsWith('spelling-') && code !== 'client-excess-output');
}

function staticLine(id: string, title: string, maxPoints: number, at: string, verdicts: Verdicts): DraftLine {
  const reasons = verdicts.byCase.get(at)?.feedback ?? [];
  return {
    id,
    title,
    maxPoints,
    kind: 'automatic',
    parts: [{ case: at, share: 1, earned: verdicts.shares.get(at) ?? 0, reasons }],
  };
}

/** Pairs with the class: full from a share on; a pair that the other side spoils does not count. */
function interopLine(setup: Setup<Config>, subject: Subject, verdicts: Verdicts): DraftLine {
  const parts: Part[] = [];
  for (const [client, row] of Object.entries(verdicts.matrix.cells)) {
    for (const [server, cell] of Object.entries(row)) {
      if (client !== subject.id && server !== subject.id) continue;
      const own = [...(client === subject.id ? ['client'] : []), ...(server === subject.id ? ['server'] : [])];
      const at = `pair/${client}/${server}`;
      const mine = cell.blame === 'both' || own.includes(cell.blame as Exclude<Blame, 'both'>);
      if (cell.outcome !== 'passed' && !mine) continue;
      const reasons = (verdicts.byCase.get(at)?.feedback ?? []).filter(
        ({ code }) => own.some((side) => code.startsWith(side)) || code.startsWith('reply-'),
      );
      parts.push({ case: at, share: 1, earned: cell.outcome === 'passed' ? 1 : 0, reasons });
    }
  }
  const needed = Math.max(1, parts.length * setup.config.interopFullAt);
  return {
    id: 'interop/pairs',
    title: `Works with the class (full at ${Math.round(setup.config.interopFullAt * 100)} %)`,
    maxPoints: setup.config.points.interop,
    kind: 'automatic',
    parts: parts.map((part) => ({ ...part, share: 1 / needed })),
  };
}

function challengeLine(setup: Setup<Config>, subject: Subject, verdicts: Verdicts): DraftLine {
  const at = `challenge/${subject.id}/server`;
  const verdict = verdicts.byCase.get(at);
  const earned = verdict?.metrics.achieved ?? 0;
  return {
    id: 'extra/challenge',
    title: 'Challenge mode',
    maxPoints: setup.config.points.challenge,
    kind: 'extra',
    parts: verdict ? [{ case: at, share: 1, earned, reasons: earned ? [] : verdict.feedback }] : [],
  };
}
