-- Regrading as a batch: which run's observations are judged again, and which score a proposed one is to replace.

ALTER TABLE "run" ADD COLUMN "judge_from_id" UUID;
ALTER TABLE "score" ADD COLUMN "compared_with_id" UUID;

CREATE INDEX "run_judge_from_id_idx" ON "run"("judge_from_id");
CREATE INDEX "score_compared_with_id_idx" ON "score"("compared_with_id");

ALTER TABLE "run" ADD CONSTRAINT "run_judge_from_id_assignment_id_team_id_fkey"
  FOREIGN KEY ("judge_from_id", "assignment_id", "team_id") REFERENCES "run"("id", "assignment_id", "team_id")
  ON DELETE NO ACTION ON UPDATE CASCADE;
ALTER TABLE "score" ADD CONSTRAINT "score_compared_with_id_assignment_id_team_id_fkey"
  FOREIGN KEY ("compared_with_id", "assignment_id", "team_id") REFERENCES "score"("id", "assignment_id", "team_id")
  ON DELETE NO ACTION ON UPDATE CASCADE;

ALTER TABLE run ADD CONSTRAINT run_judged_again_for_a_regrade
  CHECK (judge_from_id IS NULL OR (reason = 'regrade' AND judge_from_id <> id));
ALTER TABLE score ADD CONSTRAINT score_compared_in_a_batch
  CHECK (compared_with_id IS NULL OR (regrade_batch_id IS NOT NULL AND compared_with_id <> id));

-- The last end of a batch's runs asks whether any is left.
CREATE INDEX run_open_of_batch ON run (regrade_batch_id)
  WHERE regrade_batch_id IS NOT NULL AND state IN ('waiting', 'claimed');

-- A case of a matrix names a weather (64 bytes) and two folders of students (255 bytes each). Bytes, since the index over
-- run, subject and case takes rows of up to 2704.
ALTER TABLE case_result
  DROP CONSTRAINT case_result_case_id_length,
  ADD CONSTRAINT case_result_case_id_length CHECK (octet_length(case_id) BETWEEN 1 AND 1000);
