-- What is asked before every submission and by everybody who waits, without reading all runs.
CREATE INDEX "run_team_id_created_at_idx" ON "run"("team_id", "created_at");
CREATE INDEX "run_attempt_ended_at_idx" ON "run_attempt"("ended_at");
-- How long the last runs of an assignment took.
CREATE INDEX run_done_of_assignment ON run (assignment_id, ended_at) WHERE state = 'done';
