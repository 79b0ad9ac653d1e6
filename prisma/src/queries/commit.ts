import type { CaseResult } from '@gradewire/core';
import type pg from 'pg';
import { newId } from '../id.ts';
import { endAttempt, longestText, type Stale } from './end-attempt.ts';
import { queueMatrix } from './matrix-queue.ts';
import { insertMatrix, type NewMatrix } from './matrix-write.ts';
import { proposeScore } from './regrade-score.ts';
import { ranInFull } from './regrade-start.ts';
import { tellRunEnded } from './run-ended.ts';
import { type GivenScore, giveScore, type NewScore } from './score.ts';
import { inTransaction, type Queryable } from './transaction.ts';

export interface NewArtefact {
  readonly kind: 'result' | 'observations' | 'capture' | 'log' | 'report';
  readonly name: string;
  readonly mediaType: string;
  readonly blobKey: string;
  readonly sizeBytes: number;
  readonly digest: string;
  readonly hidden: boolean;
  readonly expiresAt?: Date;
}

export interface AttemptResult {
  readonly state: 'done' | 'incomplete';
  /** For staff. Without one, what is incomplete says that no reason was given. */
  readonly note?: string;
  /** Why a run that was to be judged from another one's observations was run after all. */
  readonly ranInFull?: string;
  /** What is kept beside the cases: subjects, lines, programs, matrix. */
  readonly result: Record<string, unknown>;
  /** How far it was at its end, with the time that each phase took. */
  readonly progress?: Record<string, unknown>;
  readonly cases: readonly (CaseResult & { readonly hidden: boolean })[];
  readonly artefacts: readonly NewArtefact[];
  /** None for a self-check, which counts for nothing. */
  readonly score?: Omit<NewScore, 'runId'>;
  /** What it adds to the class matrix. */
  readonly matrix?: NewMatrix;
  /** The class matrix is to be brought up to date with what was graded. */
  readonly wantsMatrix?: boolean;
}

export interface Committed {
  readonly stale: false;
  readonly runId: string;
  readonly score?: GivenScore;
}

/**
 * Ends an attempt with its result: cases, artefacts, score and the message about it, all or nothing. A fence that is out
 * of date writes nothing and says so. Committing again is stale, too: what was lost was the answer.
 */
export function commitAttempt(pool: pg.Pool, fence: string, result: AttemptResult): Promise<Committed | Stale> {
  return inTransaction(pool, async (client) => {
    const runId = await endAttempt(client, fence, 'committed', { progress: result.progress });
    if (typeof runId !== 'string') return runId;
    const without = result.state === 'incomplete' ? 'no reason was given' : null;
    const said = [result.note, result.ranInFull].filter((text) => text !== undefined).join('; ');
    const note = said === '' ? without : said;
    const { rows } = await client.query<{ batchId: string | null }>(
      `UPDATE run SET state = $2, ended_at = now(), result = $3,
         note = nullif(left(concat_ws('; ', note, $4::text), $6), ''),
         judge_from_id = CASE WHEN $5 THEN NULL ELSE judge_from_id END
       WHERE id = $1 RETURNING regrade_batch_id AS "batchId"`,
      [runId, result.state, result.result, note, result.ranInFull !== undefined, longestText],
    );
    await insertCases(client, runId, result.cases);
    for (const artefact of result.artefacts) await insertArtefact(client, runId, artefact);
    const { batchId } = rows[0]!;
    if (result.ranInFull !== undefined && batchId !== null) await ranInFull(client, batchId);
    const counts = result.state === 'done' ? result.score : undefined;
    const score = counts && (await scored(client, { ...counts, runId }, batchId));
    if (result.matrix) await insertMatrix(client, runId, result.matrix);
    if (result.wantsMatrix && result.state === 'done') await queueMatrix(client, runId);
    await tellRunEnded(client, runId, result.state);
    return { stale: false, runId, ...(score && { score }) };
  });
}

function scored(client: Queryable, score: NewScore, regradeBatchId: string | null): Promise<GivenScore> {
  return regradeBatchId === null ? giveScore(client, score) : proposeScore(client, { ...score, regradeBatchId });
}

/** All in one statement: a class matrix has hundreds. */
async function insertCases(db: Queryable, runId: string, cases: AttemptResult['cases']): Promise<void> {
  const rows = cases.map((one) => ({
    id: newId(),
    case_id: one.id,
    subject: one.subject,
    title: one.title,
    case_group: one.group,
    outcome: one.outcome,
    blame: one.blame,
    points: one.points,
    max_points: one.maxPoints,
    hidden: one.hidden,
    feedback: one.feedback,
    evidence: one.evidence,
    drawings: one.drawings,
    metrics: one.metrics,
    duration_ms: Math.round(one.durationMs),
  }));
  await db.query(
    `INSERT INTO case_result (id, run_id, case_id, subject, title, case_group, outcome, blame, points, max_points, hidden,
       feedback, evidence, drawings, metrics, duration_ms)
     SELECT id, $1, case_id, subject, title, case_group, outcome, blame, points, max_points, hidden, feedback, evidence,
       drawings, metrics, duration_ms
     FROM jsonb_populate_recordset(NULL::case_result, $2::jsonb)`,
    [runId, JSON.stringify(rows)],
  );
}

async function insertArtefact(db: Queryable, runId: string, one: NewArtefact): Promise<void> {
  await db.query(
    `INSERT INTO artefact (id, run_id, kind, name, media_type, blob_key, size_bytes, digest, hidden, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      newId(),
      runId,
      one.kind,
      one.name,
      one.mediaType,
      one.blobKey,
      one.sizeBytes,
      one.digest,
      one.hidden,
      one.expiresAt ?? null,
    ],
  );
}
