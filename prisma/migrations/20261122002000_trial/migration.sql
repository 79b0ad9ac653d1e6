-- Trials of a sample solution: a run of a draft, for its instructors alone.

ALTER TYPE run_reason ADD VALUE 'trial';

ALTER TABLE "team" ADD COLUMN "is_staff" BOOLEAN NOT NULL DEFAULT false;
CREATE UNIQUE INDEX team_one_of_staff ON team (course_id) WHERE is_staff;

ALTER TABLE "assignment_version" ADD COLUMN "trial_run_id" UUID;
CREATE UNIQUE INDEX "assignment_version_trial_run_id_key" ON "assignment_version"("trial_run_id");
ALTER TABLE "assignment_version" ADD CONSTRAINT "assignment_version_trial_run_id_fkey"
  FOREIGN KEY ("trial_run_id") REFERENCES "run"("id") ON DELETE NO ACTION ON UPDATE CASCADE;
ALTER TABLE assignment_version ADD CONSTRAINT assignment_version_draft_has_no_trial
  CHECK (state <> 'draft' OR trial_run_id IS NULL);

-- The team of staff hands in samples and nothing else, and nobody else does: all that lists students' teams, scores or
-- grades can leave it out.
CREATE FUNCTION keep_trials_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.reason = 'trial') IS DISTINCT FROM (SELECT is_staff FROM team WHERE id = NEW.team_id) THEN
    RAISE EXCEPTION 'a trial is of the team of staff, and it has no other runs'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'run_trial_is_of_staff';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_trials_apart BEFORE INSERT OR UPDATE OF reason, team_id ON run
  FOR EACH ROW EXECUTE FUNCTION keep_trials_apart();

CREATE FUNCTION keep_staff_team_empty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM team WHERE id = NEW.team_id AND is_staff) THEN
    RAISE EXCEPTION 'the team of staff has no members: they would see its trials'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'team_member_not_of_staff';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_staff_team_empty BEFORE INSERT OR UPDATE OF team_id ON team_member
  FOR EACH ROW EXECUTE FUNCTION keep_staff_team_empty();

-- Draft → trial → published, or without a trial. What is on trial may be changed, and is a draft then, whose trial is yet
-- to come; but not while a regrade previews it. What is published stays what it is.
CREATE OR REPLACE FUNCTION keep_assignment_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  -- A deleted user's name goes from it (ON DELETE SET NULL); that is not content.
  about CONSTANT text[] := '{state,published_at,created_by_id,trial_run_id}';
  is_changed boolean;
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.state <> 'draft' THEN
      RAISE EXCEPTION 'version % of an assignment is % and cannot be deleted', OLD.number, OLD.state
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'assignment_version_is_immutable';
    END IF;
    RETURN OLD;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' THEN
      RAISE EXCEPTION 'a version of an assignment begins as a draft'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_version_begins_as_draft';
    END IF;
    RETURN NEW;
  END IF;
  is_changed := (to_jsonb(NEW) - about) IS DISTINCT FROM (to_jsonb(OLD) - about);
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN
    (('draft', 'trial'), ('trial', 'draft'), ('trial', 'published'), ('draft', 'published')) THEN
    RAISE EXCEPTION 'version % of an assignment cannot go from % to %', OLD.number, OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_version_goes_forward';
  END IF;
  IF is_changed AND (OLD.state = 'published' OR (OLD.state = 'trial' AND NEW.state <> 'draft')) THEN
    RAISE EXCEPTION 'version % of an assignment is % and cannot be changed', OLD.number, OLD.state
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'assignment_version_is_immutable';
  END IF;
  IF OLD.state = 'trial' AND NEW.state = 'draft' AND EXISTS (
    SELECT FROM regrade_batch WHERE to_version_id = OLD.id AND state IN ('running', 'preview')) THEN
    RAISE EXCEPTION 'version % of an assignment is previewed by a regrade and cannot be changed', OLD.number
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'assignment_version_is_previewed';
  END IF;
  IF OLD.state = 'published' AND (NEW.published_at, NEW.trial_run_id) IS DISTINCT FROM (OLD.published_at, OLD.trial_run_id) THEN
    RAISE EXCEPTION 'when and after which trial version % was published cannot be changed', OLD.number
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'assignment_version_is_immutable';
  END IF;
  RETURN NEW;
END $$;
