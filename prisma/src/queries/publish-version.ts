import type { Queryable } from './transaction.ts';

/**
 * Publishes a version that is not published yet, with what the runs tell that graded by it: its trial, and those of the
 * regrade `batchId` that previewed it. That is the version of the kit, what each image is made of (of several the newest
 * run's), and the points of each line. Nothing of it is known where there was neither.
 */
export async function publish(db: Queryable, versionId: string, batchId: string | null): Promise<void> {
  await db.query(
    `WITH graded AS (
       SELECT run.id, run.result FROM run JOIN assignment_version version ON version.id = run.version_id
       WHERE version.id = $1 AND run.state = 'done' AND (run.id = version.trial_run_id OR run.regrade_batch_id = $2)
     )
     UPDATE assignment_version SET state = 'published', published_at = now(),
       kit_version = coalesce(
         (SELECT result ->> 'kitVersion' FROM graded WHERE result ? 'kitVersion' ORDER BY id DESC LIMIT 1), kit_version),
       image_digests = coalesce(
         (SELECT jsonb_object_agg(image.key, image.value ORDER BY graded.id)
          FROM graded, jsonb_each(graded.result -> 'recipes') image), '{}'),
       points = coalesce(
         (SELECT jsonb_object_agg(line ->> 'id', line -> 'maxPoints' ORDER BY graded.id)
          FROM graded, jsonb_array_elements(graded.result -> 'subjects') subject,
            jsonb_array_elements(subject -> 'lines') line), '{}')
     WHERE id = $1 AND state <> 'published'`,
    [versionId, batchId],
  );
}
