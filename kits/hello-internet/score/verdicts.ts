import type { Case, Matrix, MatrixCell, Observations, Program, Setup, Verdict } from '@gradewire/core';
import type { Config } from '../config.ts';
import { judgeChallenge } from '../judge/challenge.ts';
import { say } from '../judge/feedback.ts';
import { judgePair } from '../judge/pair.ts';
import { judgePeer } from '../judge/peer.ts';
import { judgeReference, type ReferenceFacts } from '../judge/reference.ts';
import { judgeNames, judgeReadme } from '../judge/static.ts';
import { noTraits, type Traits, traitsOf } from '../judge/traits.ts';
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
      const [, client, server] = graded.id.split('/') as [string, string, string];
      cells[client] = { ...cells[client], [server]: result.cell };
    }
  }
  return { byCase, shares, references, matrix: completeMatrix(setup, cases, cells) };
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
  const [, first, second, name] = graded.id.split('/') as [string, string, string, string | undefined];
  const program = programs.get(`${first}/${second}`);
  const habits = traits.get(program?.id ?? '') ?? noTraits;
  switch (graded.group) {
    case 'static': {
      const subject = setup.discovery.subjects.find((one) => one.id === first)!;
      return second === 'readme' ? judgeReadme(setup, subject) : judgeNames(setup, subject);
    }
    case 'reference': {
      const { verdict, facts } = judgeReference(program!, seen, habits);
      return { verdict, reference: { program: program!.id, facts } };
    }
    case 'peer':
      return { verdict: judgePeer(program!, name!, seen[0]!, habits) };
    case 'usage':
      return { verdict: judgeUsage(program!, name!, seen[0]!, habits) };
    case 'challenge':
      return { verdict: judgeChallenge(program!, seen[0]!) };
    case 'pair':
      return judgePair(
        seen[0]!,
        { client: first, server: second },
        { client: traits.get(`${first}/client`) ?? noTraits, server: traits.get(`${second}/server`) ?? noTraits },
      );
    case 'weather':
      return {
        verdict: judgeWeather(
          graded.link,
          seen,
          { client: second, server: name! },
          { client: traits.get(`${second}/client`) ?? noTraits, server: traits.get(`${name}/server`) ?? noTraits },
        ),
      };
    default:
      throw new RangeError(`the kit has no group of cases "${graded.group}"`);
  }
}

/** Every program is in the matrix; a cell that was not run says so, and whose fault that is. */
function completeMatrix(
  setup: Setup<Config>,
  cases: readonly Case[],
  cells: Record<string, Record<string, MatrixCell>>,
): Matrix {
  const subjects = setup.discovery.subjects.map(({ id }) => id);
  const having = (role: string) =>
    subjects.filter((id) => setup.discovery.programs.some((one) => one.id === `${id}/${role}`));
  const planned = new Set(cases.map(({ id }) => id));
  const usable = (id: string, role: string) =>
    cases.some((one) => one.group === 'peer' && one.id.startsWith(`peer/${id}/${role}/`));
  const built = (id: string, role: string) => setup.builds.get(`${id}/${role}`)?.outcome === 'built';
  const [clients, servers] = [having('client'), having('server')];
  for (const client of clients) {
    for (const server of servers) {
      if (planned.has(pairId(client, server))) continue;
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
