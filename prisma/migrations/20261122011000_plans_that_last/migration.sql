-- A connection keeps the plan that it made when a table was young, until there are statistics: of indexes that begin with
-- what is asked for, the smallest looks best, and one in which all runs of an assignment are equal is small. Those that
-- few runs belong to hold these only.
DROP INDEX "run_assignment_id_regrade_batch_id_idx";
CREATE INDEX run_of_batch ON run (regrade_batch_id, assignment_id) WHERE regrade_batch_id IS NOT NULL;
DROP INDEX "run_superseded_by_id_idx";
CREATE INDEX run_superseded_by ON run (superseded_by_id) WHERE superseded_by_id IS NOT NULL;
DROP INDEX "run_judge_from_id_idx";
CREATE INDEX run_judged_from ON run (judge_from_id) WHERE judge_from_id IS NOT NULL;
-- A version that has runs is not deleted, and nobody asks for its runs alone.
DROP INDEX "run_assignment_id_version_id_idx";

-- What a hand-in is to be kept ahead of is found without reading all that its team handed in before. No run is later than
-- now, but where the clock was set back.
DROP INDEX "run_team_id_created_at_idx";
CREATE INDEX "run_created_at_idx" ON "run"("created_at");
DROP INDEX "submission_course_id_team_id_created_at_id_idx";
CREATE INDEX "submission_team_id_assignment_id_received_at_idx" ON "submission"("team_id", "assignment_id", "received_at");

DROP INDEX "repository_binding_github_repository_id_idx";
DROP INDEX "repository_binding_assignment_id_github_repository_id_key";
CREATE UNIQUE INDEX "repository_binding_github_repository_id_assignment_id_key"
  ON "repository_binding"("github_repository_id", "assignment_id");
