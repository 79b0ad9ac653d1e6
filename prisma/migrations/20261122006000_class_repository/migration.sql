-- Class repositories: what their matrix has been brought up to, and the trees of commits that were frozen.

ALTER TABLE "repository_binding" ADD COLUMN "class_sha" TEXT,
ADD COLUMN "class_tree_digest" TEXT,
ADD COLUMN "class_as_of" TIMESTAMPTZ(3);

CREATE TABLE "commit_tree" (
    "github_repository_id" BIGINT NOT NULL,
    "sha" TEXT NOT NULL,
    "tree_digest" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "commit_tree_pkey" PRIMARY KEY ("github_repository_id", "sha")
);

ALTER TABLE "repository_binding"
  ADD CONSTRAINT repository_binding_class_head_is_whole CHECK (num_nulls("class_sha", "class_tree_digest", "class_as_of") IN (0, 3)),
  ADD CONSTRAINT repository_binding_class_sha_is_a_commit CHECK ("class_sha" ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'),
  ADD CONSTRAINT repository_binding_class_tree_is_sha256 CHECK ("class_tree_digest" ~ '^sha256:[0-9a-f]{64}$');
ALTER TABLE "commit_tree"
  ADD CONSTRAINT commit_tree_sha_is_a_commit CHECK ("sha" ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'),
  ADD CONSTRAINT commit_tree_digest_is_sha256 CHECK ("tree_digest" ~ '^sha256:[0-9a-f]{64}$');

-- What nobody handed in (a folder that was there from the start, or was pushed past all pull requests) is in the class
-- matrix as well: as the team of staff's. It still has no score.
CREATE OR REPLACE FUNCTION keep_trials_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  of_staff boolean := (SELECT is_staff FROM team WHERE id = NEW.team_id);
BEGIN
  IF (NEW.reason = 'trial' AND NOT of_staff) OR (of_staff AND NEW.reason NOT IN ('trial', 'matrix')) THEN
    RAISE EXCEPTION 'a trial is of the team of staff, and it has no other runs but for the class matrix'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'run_trial_is_of_staff';
  END IF;
  RETURN NEW;
END $$;
