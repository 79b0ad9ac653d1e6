import assert from 'node:assert/strict';
import {
  type AttemptResult,
  claimRun,
  commitAttempt,
  type Database,
  type NewMatrix,
  readMatrixCells,
  readMatrixMembers,
} from '../src/index.ts';
import { handIn, type TestCourse } from './course.ts';

/** So many minutes into the course. */
export const minute = (at: number) => new Date(Date.UTC(2026, 8, 1, 12, at));
export const nothing: AttemptResult = { state: 'done', result: {}, cases: [], artefacts: [] };
export const score = { raw: 1, late: 0, max: 1 };

/** Claims a run that must be there. */
export async function claim({ pool }: Database, reason: 'official' | 'matrix') {
  const claimed = await claimRun(pool, { worker: 'w', leaseMs: 60_000, lanes: [reason] });
  assert.ok(claimed, `a run for ${reason} waits`);
  return claimed;
}

/** A submission that is graded to its end, and what it asks of the matrix. */
export async function graded(
  db: Database,
  course: TestCourse,
  team: string,
  at: number,
  matrix = found([team, at], []),
) {
  const { submissionId } = await handIn(db, course, team, { minute: at });
  const { fence } = await claim(db, 'official');
  await commitAttempt(db.pool, fence, { ...nothing, score, matrix, wantsMatrix: true });
  return submissionId;
}

export type Side = readonly [team: string | null, at: number];

/** What a run for `own` adds: its row and its column against `others`, in which those of `broken` fail as servers. */
export function found(
  own: Side,
  others: readonly Side[],
  broken: readonly (string | null)[] = [],
  folder = 'c',
): NewMatrix {
  const subjects = [own, ...others].map(([teamId, at], place) => ({
    teamId,
    folder: teamId === null && place > 0 ? `other-${place}` : folder,
    language: 'c',
    graded: place === 0,
    submissionId: null,
    asOf: minute(at),
  }));
  const pair = (client: number, server: number) => {
    const fails = broken.includes(subjects[server]!.teamId);
    const verdict = fails
      ? { outcome: 'timed-out' as const, blame: 'server' as const }
      : { outcome: 'passed' as const, blame: null };
    return { client, server, ...verdict, points: 0, maxPoints: 0, feedback: [], hidden: false };
  };
  const pairs = subjects.flatMap((_, other) => (other === 0 ? [pair(0, 0)] : [pair(0, other), pair(other, 0)]));
  return { teamId: own[0], asOf: minute(own[1]), subjects, pairs };
}

/** The present cells by `client → server`, each by the name of its team. */
export async function cellsOf(db: Database, { assignmentId }: TestCourse) {
  const members = new Map((await readMatrixMembers(db, assignmentId)).map((one) => [one.id, one.team ?? one.folder]));
  const cells = await readMatrixCells(db, assignmentId);
  return new Map(cells.map((one) => [`${members.get(one.client)} → ${members.get(one.server)}`, one]));
}
