import type { CaseResult, Feedback, GradingResult } from '../result.ts';
import { type Pair, pairsByCase } from './cell-mark.ts';
import { isLost } from './points.ts';
import { weatherCaseId, weatherNames } from './weather.ts';

/** What causes are found in: a whole result, or as much of one as somebody may see. */
export type Reported = Pick<GradingResult, 'subjects' | 'programs' | 'cases' | 'matrix'>;

/** Why something fails: one fault of one program, however many cases it fails in. */
export interface Cause {
  readonly code: string;
  readonly text: string;
  /** Ids of the programs (`go/server`) that it is charged to, or of the subject where no single program is. */
  readonly blamed: string[];
  readonly subjects: Set<string>;
  readonly cases: CaseResult[];
  readonly pairs: Pair[];
  /** Points that rubric lines lost for it. */
  lostPoints: number;
  /** Another cause has a part in these points. */
  shared: boolean;
}

interface Finding {
  readonly graded: CaseResult;
  readonly pair: Pair | undefined;
  readonly feedback: Feedback;
}

/**
 * Failures grouped by feedback code and blamed program, the dearest first, and what only follows from others last. A pair
 * that both sides are to blame for joins the entry of a side that has the same fault alone; what is left of those is one
 * entry per code.
 */
export function causesOf(result: Reported): Cause[] {
  const causes = new Map<string, Cause>();
  const programs = new Set(result.programs.map((program) => program.id));
  const ofBoth: Finding[] = [];
  for (const finding of findings(result)) {
    const blamed = blamedProgram(finding, programs);
    if (blamed === null) ofBoth.push(finding);
    else add(causes, key(finding.feedback.code, blamed.id), finding, [blamed]);
  }
  const alone = new Set(causes.keys());
  for (const finding of ofBoth) {
    const sides = bothSides(finding.pair!);
    const known = sides.find((side) => alone.has(key(finding.feedback.code, side.id)));
    if (known) add(causes, key(finding.feedback.code, known.id), finding, [known]);
    else add(causes, key(finding.feedback.code, null), finding, sides);
  }
  const list = [...causes.values()];
  addLostPoints(result, list);
  return list.sort(
    (a, b) =>
      Number(onlyFollows(a)) - Number(onlyFollows(b)) || b.lostPoints - a.lostPoints || b.cases.length - a.cases.length,
  );
}

/** Whether it says that something was not run, for a reason that stands elsewhere: there is nothing to mend there. */
export function onlyFollows({ code }: Pick<Cause, 'code'>): boolean {
  return /^not-(run|built)(-|$)/.test(code);
}

const key = (code: string, blamed: string | null): string => JSON.stringify([code, blamed]);

function* findings(result: Reported): Generator<Finding> {
  const pairs = pairsByCase(result);
  const all = [...pairs.values()];
  for (const name of weatherNames(result)) for (const pair of all) pairs.set(weatherCaseId(name, pair), pair);
  for (const graded of result.cases) {
    if (graded.outcome === 'not-run') continue;
    // A case can pass and still cost a point: a spelling slip.
    if (graded.outcome === 'passed' && graded.points >= graded.maxPoints) continue;
    for (const feedback of graded.feedback) yield { graded, pair: pairs.get(graded.id), feedback };
  }
}

interface Blamed {
  readonly id: string;
  readonly subject: string;
}

function blamedProgram({ graded, pair }: Finding, programs: ReadonlySet<string>): Blamed | null {
  const { blame, subject } = graded;
  if (pair && blame === 'both') return null;
  const owner = pair && blame === 'server' ? pair.server : subject;
  const program = `${owner}/${blame}`;
  return { id: pair || programs.has(program) ? (blame === null ? owner : program) : owner, subject: owner };
}

const bothSides = (pair: Pair): Blamed[] => [
  { id: `${pair.client}/client`, subject: pair.client },
  { id: `${pair.server}/server`, subject: pair.server },
];

function add(causes: Map<string, Cause>, id: string, finding: Finding, blamed: readonly Blamed[]): void {
  const { code, text } = finding.feedback;
  let cause = causes.get(id);
  if (!cause) {
    cause = { code, text, blamed: [], subjects: new Set(), cases: [], pairs: [], lostPoints: 0, shared: false };
    causes.set(id, cause);
  }
  for (const side of blamed) {
    if (!cause.blamed.includes(side.id)) cause.blamed.push(side.id);
    cause.subjects.add(side.subject);
  }
  // A case may name the same code twice, with two values.
  if (cause.cases.at(-1) === finding.graded) return;
  cause.cases.push(finding.graded);
  const { pair } = finding;
  const isNew = !cause.pairs.some(({ client, server }) => client === pair?.client && server === pair.server);
  if (pair && isNew) cause.pairs.push(pair);
}

/** Charges each line's missing points to the causes that it names; a reason that no case gave becomes a cause. */
function addLostPoints(result: Reported, causes: Cause[]): void {
  const casesById = new Map(result.cases.map((graded) => [graded.id, graded]));
  const byCode = Map.groupBy(causes, (cause) => cause.code);
  for (const subject of result.subjects) {
    for (const line of subject.lines.filter(isLost)) {
      const lineCases = new Set(line.cases);
      const charged = new Set<Cause>();
      for (const reason of line.reasons) {
        const candidates = (byCode.get(reason.code) ?? []).filter((cause) => cause.subjects.has(subject.id));
        const near = candidates.filter((cause) => cause.cases.some((graded) => lineCases.has(graded.id)));
        if (candidates.length > 0) for (const cause of near.length > 0 ? near : candidates) charged.add(cause);
        else {
          const cause = causeOfLine(reason, subject.id);
          for (const id of line.cases) {
            const graded = casesById.get(id);
            if (graded && graded.outcome !== 'passed') cause.cases.push(graded);
          }
          causes.push(cause);
          byCode.set(reason.code, [...(byCode.get(reason.code) ?? []), cause]);
          charged.add(cause);
        }
      }
      for (const cause of charged) {
        cause.lostPoints += line.maxPoints - line.points;
        if (charged.size > 1) cause.shared = true;
      }
    }
  }
}

function causeOfLine(reason: Feedback, subject: string): Cause {
  const subjects = new Set([subject]);
  return { ...reason, blamed: [subject], subjects, cases: [], pairs: [], lostPoints: 0, shared: false };
}
