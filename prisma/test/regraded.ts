/** Courses that were graded, and their regrades, for the tests of these. */
import {
  type AttemptResult,
  applyRegrade,
  claimRun,
  commitAttempt,
  type Database,
  discardRegrade,
  giveScore,
  inTransaction,
  readCountedRuns,
  readRegradeDifferences,
  startRegrade,
} from '../src/index.ts';
import { handIn, makeCourse, makeVersion, type TestCourse } from './course.ts';

export const minute = { worker: 'test', leaseMs: 60_000 };

export function resultOf(points: number, id = 'clean/text'): AttemptResult {
  return {
    state: 'done',
    result: { subjects: [] },
    cases: [
      {
        ...{ id, subject: 'sender', title: 'A clean link', group: 'clean', outcome: 'passed', blame: null },
        ...{ points, maxPoints: 100, feedback: [], evidence: [], drawings: [], metrics: {}, durationMs: 5 },
        ...{ artefacts: [], hidden: false },
      },
    ],
    artefacts: [],
    score: { raw: points, late: points / 10, max: 100 },
  };
}

export async function gradeNext({ pool }: Database, result: AttemptResult) {
  const { fence, runId } = (await claimRun(pool, minute))!;
  return { runId, committed: await commitAttempt(pool, fence, result) };
}

export interface Graded extends TestCourse {
  /** A second version, as a draft. */
  readonly next: string;
}

/** A course whose teams all have a score of 50, less 5 for lateness. */
export async function gradedCourse(db: Database, teams: number): Promise<Graded> {
  const course = await makeCourse(db, teams);
  for (const team of course.teams) {
    await handIn(db, course, team);
    await gradeNext(db, resultOf(50));
  }
  return { ...course, next: await makeVersion(db, course.assignmentId, 2, 'draft') };
}

export function start(db: Database, course: Graded, more: { only?: string[]; judgeable?: string[] } = {}) {
  const { judgeable = [], ...rest } = more;
  const wish = { assignmentId: course.assignmentId, toVersionId: course.next, reason: 'a case was wrong', ...rest };
  return inTransaction(db.pool, (client) =>
    startRegrade(client, { ...wish, createdById: null, judgeable: new Set(judgeable) }),
  );
}

export const apply = (db: Database, id: string) => inTransaction(db.pool, (client) => applyRegrade(client, id));
export const discard = (db: Database, id: string) => inTransaction(db.pool, (client) => discardRegrade(client, id));
export const stateOf = async ({ prisma }: Database, id: string) =>
  (await prisma.regradeBatch.findUniqueOrThrow({ where: { id } })).state;
export const differences = (db: Database, id: string, changed = false) =>
  readRegradeDifferences(db, id, { changed, after: undefined, limit: 50 });

export async function finals({ prisma }: Database, course: TestCourse) {
  const scores = await prisma.score.findMany({ where: { assignmentId: course.assignmentId, standing: 'current' } });
  return course.teams.map((team) =>
    scores.filter(({ teamId }) => teamId === team).map(({ final }) => final.toNumber()),
  );
}

export function override({ pool }: Database, course: TestCourse, team: string, adjustment: number) {
  return inTransaction(pool, async (client) => {
    const run = (await readCountedRuns(client, course.assignmentId, [team]))[0]!;
    return giveScore(client, { runId: run.runId, raw: 50, late: 5, max: 100, adjustment, reason: 'by hand' });
  });
}
