-- With what a version was tried is known when it is published: the kit's version, what the images are made of, and the
-- points of each line. From then on that is part of it.
CREATE OR REPLACE FUNCTION keep_assignment_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  -- A deleted user's name goes from it (ON DELETE SET NULL); that is not content.
  about CONSTANT text[] := '{state,published_at,created_by_id,trial_run_id}';
  -- What the runs tell by which it was tried or previewed: written when it is published, and never again.
  of_its_runs CONSTANT text[] := '{kit_version,image_digests,points}';
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
  IF NEW.state = 'published' AND OLD.state <> 'published' THEN
    is_changed := (to_jsonb(NEW) - about - of_its_runs) IS DISTINCT FROM (to_jsonb(OLD) - about - of_its_runs);
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
