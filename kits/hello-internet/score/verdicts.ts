import {
  type Case,
  isGraded,
  isNamed,
  type Matrix,
  type MatrixCell,
  type Observations,
  type Program,
  type Setup,
  type Verdict,
} from '@gradewire/core';
import type { Config } from '../config.ts';
import { judgeChallenge } from '../judge/challenge.ts';
import { say } from '../judge/feedback.ts';
import { judgePair } from '../judge/pair.ts';
import { judgePeer } from '../judge/peer.ts';
import { judgeReference, type ReferenceFacts } from '../judge/reference.ts';
import { judgeNames, judgeReadme } from '../judge/static.ts';
import { noTraits, type Traits, traitsOf } from '../judge/traits.ts';
import { usability } from '../judge/usability.ts';
import { judgeUsage } from '../judge/usage.ts';
import { judgeWeather } from '../judge/weather.ts';
import { pairId } from '../plan/case-ids.ts';

/** All verdicts of a grading, and what scoring needs besides. */
export interface Verdicts {
  readonly byCase: ReadonlyMap<string, Verdict>;
  /** Earned share of static cases. */
  readonly shares: ReadonlyMap<string, number>;
  readonly references: ReadonlyMap<string, ReferenceFacts>;
  readonly matrix: Matrix;
}

/** Judges every case with all that the others tell about its programs. */
export function judgeAll(setup: Setup<Config>, cases: readonly Case[], observations: Observations): Verdicts {
  const programs = new Map(setup.discovery.programs.map((program) => [program.id, program]));
  const traits = new Map([...programs.values()].map((one) => [one.id, traitsOf(one, observations)]));
  const byCase = new Map<string, Verdict>();
  const shares = new Map<string, number>();
  const references = new Map<string, ReferenceFacts>();
  const cells: Record<string, Record<string, MatrixCell>> = {};
  for (const graded of cases) {
    const seen = observations.get(graded.id) ?? [];
    if (graded.trials.some((trial) => !seen.some((one) => one.trial === trial.name))) continue;
    const result = judgeOne(setup, programs, traits, graded, observations);
    byCase.set(graded.id, result.verdict);
    if (result.share !== undefined) shares.set(graded.id, result.share);
    if (result.reference) references.set(result.reference.program, result.reference.facts);
    if (result.cell) {
      const { client, server } = sidesOf(graded, programs);
      cells[client] = { ...cells[client], [server]: result.cell };
    }
  }
  return { byCase, shares, references, matrix: completeMatrix(setup, cases, observations, cells) };
}

interface Judgement {
  readonly verdict: Verdict;
  readonly share?: number;
  readonly cell?: MatrixCell;
  readonly reference?: { program: string; facts: ReferenceFacts };
}

export function judgeOne(
  setup: Setup<Config>,
  programs: ReadonlyMap<string, Program>,
  traits: ReadonlyMap<string, Traits>,
  graded: Case,
  observations: Observations,
): Judgement {
  const seen = observations.get(graded.id) ?? [];
  const program = programOf(graded, programs);
  const name = graded.id.slice(graded.id.lastIndexOf('/') + 1);
  const habits = traits.get(program?.id ?? '') ?? noTraits;
  const sides = sidesOf(graded, programs);
  const habitsOfSides = {
    client: traits.get(`${sides.client}/client`) ?? noTraits,
    server: traits.get(`${sides.server}/server`) ?? noTraits,
  };
  switch (graded.group) {
    case 'static': {
      const subject = setup.discovery.subjects.find((one) => one.id === graded.subject)!;
      return name === 'readme' ? judgeReadme(setup, subject) : judgeNames(setup, subject);
    }
    case 'reference': {
      const { verdict, facts } = judgeReference(program!, seen, habits);
      return { verdict, reference: { program: program!.id, facts } };
    }
    case 'peer':
      return { verdict: judgePeer(program!, name, seen[0]!, habits) };
    case 'usage':
      return { verdict: judgeUsage(program!, name, seen[0]!, habits) };
    case 'challenge':
      return { verdict: judgeChallenge(program!, seen[0]!) };
    case 'pair':
      return judgePair(seen[0]!, sides, habitsOfSides);
    case 'weather':
      return { verdict: judgeWeather(graded.link, seen, sides, habitsOfSides) };
    default:
      throw new RangeError(`the kit has no group of cases "${graded.group}"`);
  }
}

// Ids of cases are not taken apart: a subject's own may hold a slash, where two folders have one name.

/** The program of a case that is about one. */
function programOf({ id, group, subject }: Case, programs: ReadonlyMap<string, Program>): Program | undefined {
  const own = [...programs.values()].filter((one) => one.subject === subject);
  return own.find((one) => id === `${group}/${one.id}` || id.startsWith(`${group}/${one.id}/`));
}

/** The subjects of a pair: it belongs to its client's, and a trial names its server. */
function sidesOf({ subject, trials }: Case, programs: ReadonlyMap<string, Program>) {
  const ref = trials[0]?.server?.program;
  const server = ref?.kind === 'student' ? programs.get(ref.id) : undefined;
  return { client: subject, server: server?.subject ?? subject };
}

/** Every program is in the matrix; a cell that was not run says so, and whose fault that is. None that is left out. */
function completeMatrix(
  setup: Setup<Config>,
  cases: readonly Case[],
  observations: Observations,
  cells: Record<string, Record<string, MatrixCell>>,
): Matrix {
  const subjects = setup.discovery.subjects.map(({ id }) => id);
  const having = (role: string) =>
    subjects.filter((id) => setup.discovery.programs.some((one) => one.id === `${id}/${role}`));
  const planned = new Set(cases.map(({ id }) => id));
  const built = (id: string, role: string) => setup.builds.get(`${id}/${role}`)?.outcome === 'built';
  const usable = (id: string, role: string) => {
    const program = setup.discovery.programs.find((one) => one.id === `${id}/${role}`)!;
    return built(id, role) && usability(setup, program, observations).usable;
  };
  const [clients, servers] = [having('client'), having('server')];
  for (const client of clients) {
    for (const server of servers) {
      const id = pairId(client, server);
      if (planned.has(id) || isNamed(id, setup.config.without)) continue;
      if (!isGraded(setup, client) && !isGraded(setup, server)) continue;
      const [c, s] = [usable(client, 'client'), usable(server, 'server')];
      const blame = !c && !s ? 'both' : c ? 'server' : 'client';
      const outcome = built(client, 'client') && built(server, 'server') ? 'not-run' : 'build-failed';
      const cell: MatrixCell = { outcome, blame, firstClient: 'not-run', secondClient: 'not-run' };
      cells[client] = { ...cells[client], [server]: cell };
    }
  }
  return { clients, servers, cells };
}

/** The verdict of a pair that was not run since one of its programs does not even work with the reference. */
export function notRunPair(setup: Setup<Config>, client: string, server: string, cell: MatrixCell): Verdict {
  const facts = { ...emptyFacts, client: `the ${client} client`, server: `the ${server} server` };
  const why = (id: string) => (setup.builds.get(id)?.outcome === 'built' ? 'not-run' : 'not-built');
  const feedback = [
    ...(cell.blame === 'server' ? [] : [say(`${why(`${client}/client`)}-client`, facts)]),
    ...(cell.blame === 'client' ? [] : [say(`${why(`${server}/server`)}-server`, facts)]),
  ];
  return { outcome: cell.outcome, blame: cell.blame, feedback, evidence: [], metrics: {} };
}

const emptyFacts = {
  port: 0,
  otherPort: null,
  greeting: '',
  reply: '',
  replyBytes: 0,
  clientSaid: '',
  serverSaid: '',
  clientEnd: '',
  serverEnd: '',
  situation: '',
  calledWith: '',
  served: 0,
  waitedMs: 0,
};
