-- The class matrix: who is in it, what came of every pair in every run, and what a merge in a class repository changed.

CREATE TYPE "matrix_names" AS ENUM ('teams', 'languages', 'staff-only');

ALTER TABLE "assignment" ADD COLUMN     "matrix_names" "matrix_names" NOT NULL DEFAULT 'languages';

ALTER TABLE "submission" ADD COLUMN     "base_tree_digest" TEXT,
ADD COLUMN     "changed_folders" TEXT[] DEFAULT ARRAY[]::TEXT[];

CREATE TABLE "matrix_subject" (
    "id" UUID NOT NULL,
    "assignment_id" UUID NOT NULL,
    "team_id" UUID,
    "folder" TEXT NOT NULL,
    "language" TEXT,
    "submission_id" UUID,
    "run_id" UUID NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "present" BOOLEAN NOT NULL DEFAULT true,
    CONSTRAINT "matrix_subject_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "matrix_cell" (
    "id" UUID NOT NULL,
    "assignment_id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "server_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "client_as_of" TIMESTAMPTZ(3) NOT NULL,
    "server_as_of" TIMESTAMPTZ(3) NOT NULL,
    "outcome" "case_outcome" NOT NULL,
    "blame" "blame",
    "points" DECIMAL(10,3) NOT NULL,
    "max_points" DECIMAL(10,3) NOT NULL,
    "feedback" JSONB NOT NULL DEFAULT '[]',
    "hidden" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "matrix_cell_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "matrix_merge" (
    "run_id" UUID NOT NULL,
    "tree_digest" TEXT NOT NULL,
    "folders" TEXT[],
    "merged_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "matrix_merge_pkey" PRIMARY KEY ("run_id")
);

CREATE INDEX "matrix_subject_team_id_idx" ON "matrix_subject"("team_id");

CREATE INDEX "matrix_subject_submission_id_idx" ON "matrix_subject"("submission_id");

CREATE INDEX "matrix_subject_run_id_idx" ON "matrix_subject"("run_id");

CREATE UNIQUE INDEX "matrix_subject_id_assignment_id_key" ON "matrix_subject"("id", "assignment_id");

CREATE INDEX "matrix_cell_assignment_id_client_id_server_id_idx" ON "matrix_cell"("assignment_id", "client_id", "server_id");

CREATE INDEX "matrix_cell_server_id_idx" ON "matrix_cell"("server_id");

CREATE UNIQUE INDEX "matrix_cell_run_id_client_id_server_id_key" ON "matrix_cell"("run_id", "client_id", "server_id");

ALTER TABLE "matrix_subject" ADD CONSTRAINT "matrix_subject_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "matrix_subject" ADD CONSTRAINT "matrix_subject_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "matrix_subject" ADD CONSTRAINT "matrix_subject_submission_id_fkey" FOREIGN KEY ("submission_id") REFERENCES "submission"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "matrix_subject" ADD CONSTRAINT "matrix_subject_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "matrix_cell" ADD CONSTRAINT "matrix_cell_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "matrix_cell" ADD CONSTRAINT "matrix_cell_client_id_assignment_id_fkey" FOREIGN KEY ("client_id", "assignment_id") REFERENCES "matrix_subject"("id", "assignment_id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "matrix_cell" ADD CONSTRAINT "matrix_cell_server_id_assignment_id_fkey" FOREIGN KEY ("server_id", "assignment_id") REFERENCES "matrix_subject"("id", "assignment_id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "matrix_cell" ADD CONSTRAINT "matrix_cell_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "matrix_merge" ADD CONSTRAINT "matrix_merge_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One folder of a class repository is one row: its team is null, and nulls are equal here.
CREATE UNIQUE INDEX "matrix_subject_assignment_id_team_id_folder_key" ON "matrix_subject"("assignment_id", "team_id", "folder")
  NULLS NOT DISTINCT;

ALTER TABLE submission
  ADD CONSTRAINT submission_base_tree_digest_is_sha256 CHECK (base_tree_digest ~ '^sha256:[0-9a-f]{64}$'),
  -- Both in a class repository, elsewhere neither.
  ADD CONSTRAINT submission_changes_folders_of_a_base
    CHECK (changed_folders IS NOT NULL AND (base_tree_digest IS NOT NULL OR cardinality(changed_folders) = 0));

ALTER TABLE matrix_subject
  ADD CONSTRAINT matrix_subject_folder_length CHECK (octet_length(folder) BETWEEN 1 AND 1000),
  ADD CONSTRAINT matrix_subject_language_length CHECK (char_length(language) BETWEEN 1 AND 100);

ALTER TABLE matrix_cell
  ADD CONSTRAINT matrix_cell_points CHECK (points >= 0 AND points <= max_points),
  ADD CONSTRAINT matrix_cell_feedback_is_an_array CHECK (jsonb_typeof(feedback) = 'array'),
  ADD CONSTRAINT matrix_cell_passed_blames_nobody CHECK (outcome <> 'passed' OR blame IS NULL);

CREATE FUNCTION keep_matrix_cell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'cell % of a matrix cannot be changed: a newer one takes its place', OLD.id
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'matrix_cell_is_immutable';
END $$;
CREATE TRIGGER keep_matrix_cell BEFORE UPDATE ON matrix_cell FOR EACH ROW EXECUTE FUNCTION keep_matrix_cell();

ALTER TABLE matrix_merge
  ADD CONSTRAINT matrix_merge_tree_digest_is_sha256 CHECK (tree_digest ~ '^sha256:[0-9a-f]{64}$'),
  ADD CONSTRAINT matrix_merge_changes_folders CHECK (folders IS NOT NULL AND cardinality(folders) > 0);

CREATE INDEX run_open_of_matrix ON run (assignment_id) WHERE reason = 'matrix' AND state IN ('waiting', 'claimed');
