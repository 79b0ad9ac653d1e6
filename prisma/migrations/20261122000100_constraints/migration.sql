-- What Prisma's schema cannot say. Names of constraints end in what they hold, since an error names the constraint.

-- Equality of ids beside overlap of times in one exclusion constraint.
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Courses and people -------------------------------------------------------------------------------------------------

ALTER TABLE course
  ADD CONSTRAINT course_slug_is_a_slug CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  ADD CONSTRAINT course_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
  ADD CONSTRAINT course_time_zone_length CHECK (char_length(time_zone) BETWEEN 1 AND 64);

ALTER TABLE section ADD CONSTRAINT section_name_length CHECK (char_length(name) BETWEEN 1 AND 200);

ALTER TABLE "user"
  ADD CONSTRAINT user_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
  ADD CONSTRAINT user_email_is_an_address CHECK (email ~ '^[^@\s]+@[^@\s]+$' AND char_length(email) <= 320),
  ADD CONSTRAINT user_github_id_is_positive CHECK (github_id > 0),
  ADD CONSTRAINT user_github_login_length CHECK (char_length(github_login) BETWEEN 1 AND 100);
CREATE UNIQUE INDEX user_email_without_case ON "user" (lower(email));

ALTER TABLE enrollment
  ADD CONSTRAINT enrollment_external_id_length CHECK (char_length(external_id) BETWEEN 1 AND 200);

ALTER TABLE team
  ADD CONSTRAINT team_slug_is_a_slug CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  ADD CONSTRAINT team_name_length CHECK (char_length(name) BETWEEN 1 AND 200);

-- An enrolment belongs to one course, so this is "in one team of a course at a time".
ALTER TABLE team_member
  ADD CONSTRAINT team_member_from_before_until CHECK (member_from < member_until),
  ADD CONSTRAINT team_member_in_one_team_at_a_time
    EXCLUDE USING gist (enrollment_id WITH =, tstzrange(member_from, member_until) WITH &&);

-- Assignments --------------------------------------------------------------------------------------------------------

ALTER TABLE assignment
  ADD CONSTRAINT assignment_slug_is_a_slug CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  ADD CONSTRAINT assignment_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
  ADD CONSTRAINT assignment_opens_before_due CHECK (opens_at < due_at),
  ADD CONSTRAINT assignment_due_before_closes CHECK (due_at <= closes_at),
  ADD CONSTRAINT assignment_opens_before_closes CHECK (opens_at < closes_at),
  ADD CONSTRAINT assignment_late_percent CHECK (late_percent_per_day BETWEEN 0 AND 100),
  ADD CONSTRAINT assignment_late_grace CHECK (late_grace_seconds BETWEEN 0 AND 31536000),
  ADD CONSTRAINT assignment_self_check_quota CHECK (self_checks_per_day >= 0 AND self_check_burst >= 0);

ALTER TABLE assignment_version
  ADD CONSTRAINT assignment_version_number_is_positive CHECK (number > 0),
  ADD CONSTRAINT assignment_version_kit_length CHECK (char_length(kit) BETWEEN 1 AND 100),
  ADD CONSTRAINT assignment_version_kit_version_length CHECK (char_length(kit_version) BETWEEN 1 AND 100),
  ADD CONSTRAINT assignment_version_published_has_a_time CHECK ((state = 'published') = (published_at IS NOT NULL)),
  ADD CONSTRAINT assignment_version_json_are_objects CHECK (
    jsonb_typeof(config) = 'object' AND jsonb_typeof(image_digests) = 'object' AND jsonb_typeof(points) = 'object'
    AND jsonb_typeof(visibility) = 'object' AND jsonb_typeof(seeds) = 'object');

-- Draft → trial → published, never back: what has been run once must stay what it was. A trial that shows a fault is
-- followed by a new version. Only a draft is edited or deleted.
CREATE FUNCTION keep_assignment_version() RETURNS trigger LANGUAGE plpgsql AS $$
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
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('draft', 'trial'), ('trial', 'published')) THEN
    RAISE EXCEPTION 'version % of an assignment cannot go from % to %', OLD.number, OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_version_goes_forward';
  END IF;
  -- A deleted user's name goes from it (ON DELETE SET NULL); that is not content.
  IF OLD.state <> 'draft'
    AND (to_jsonb(NEW) - '{state,published_at,created_by_id}'::text[])
      IS DISTINCT FROM (to_jsonb(OLD) - '{state,published_at,created_by_id}'::text[]) THEN
    RAISE EXCEPTION 'version % of an assignment is % and cannot be changed', OLD.number, OLD.state
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'assignment_version_is_immutable';
  END IF;
  IF OLD.state = 'published' AND NEW.published_at IS DISTINCT FROM OLD.published_at THEN
    RAISE EXCEPTION 'the time at which version % was published cannot be changed', OLD.number
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'assignment_version_is_immutable';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_assignment_version BEFORE INSERT OR UPDATE OR DELETE ON assignment_version
  FOR EACH ROW EXECUTE FUNCTION keep_assignment_version();

CREATE FUNCTION current_version_is_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.current_version_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM assignment_version WHERE id = NEW.current_version_id AND state = 'published') THEN
    RAISE EXCEPTION 'the current version of an assignment must be published'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_current_version_is_published';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER current_version_is_published BEFORE INSERT OR UPDATE OF current_version_id ON assignment
  FOR EACH ROW EXECUTE FUNCTION current_version_is_published();

ALTER TABLE extension ADD CONSTRAINT extension_reason_length CHECK (char_length(reason) BETWEEN 1 AND 2000);

-- Submissions and runs -----------------------------------------------------------------------------------------------

ALTER TABLE submission
  ADD CONSTRAINT submission_tree_digest_is_sha256 CHECK (tree_digest ~ '^sha256:[0-9a-f]{64}$'),
  ADD CONSTRAINT submission_blob_key_length CHECK (char_length(blob_key) BETWEEN 1 AND 1024),
  ADD CONSTRAINT submission_sizes CHECK (size_bytes >= 0 AND file_count >= 0),
  ADD CONSTRAINT submission_source_reference_is_an_object
    CHECK (jsonb_typeof(source_reference) = 'object' AND octet_length(source_reference::text) <= 16384),
  ADD CONSTRAINT submission_github_names_its_commit
    CHECK (source <> 'github' OR (github_repository_id IS NOT NULL AND head_sha IS NOT NULL)),
  ADD CONSTRAINT submission_pull_request_is_positive CHECK (pull_request > 0),
  ADD CONSTRAINT submission_head_sha_is_a_commit CHECK (head_sha ~ '^[0-9a-f]{40}([0-9a-f]{24})?$');

ALTER TABLE run
  ADD CONSTRAINT run_virtual_times CHECK (0 <= virtual_before AND virtual_before <= virtual_start
    AND virtual_start < virtual_finish AND virtual_finish < 'Infinity'),
  ADD CONSTRAINT run_failures_count CHECK (failures >= 0),
  ADD CONSTRAINT run_ended_has_a_time CHECK ((state IN ('waiting', 'claimed')) = (ended_at IS NULL)),
  ADD CONSTRAINT run_claimed_has_started CHECK (state NOT IN ('claimed', 'done') OR started_at IS NOT NULL),
  ADD CONSTRAINT run_superseded_by_one CHECK ((state = 'superseded') = (superseded_by_id IS NOT NULL)),
  ADD CONSTRAINT run_done_has_a_result CHECK (state <> 'done' OR result IS NOT NULL),
  ADD CONSTRAINT run_incomplete_says_why CHECK (state <> 'incomplete' OR note IS NOT NULL),
  ADD CONSTRAINT run_note_length CHECK (char_length(note) <= 10000),
  ADD CONSTRAINT run_batch_only_for_regrade CHECK (regrade_batch_id IS NULL OR reason = 'regrade');

-- An ended run stays what it is: running again is a new run.
CREATE FUNCTION keep_ended_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'run % is % and cannot become %', OLD.id, OLD.state, NEW.state
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'run_ended_is_final';
END $$;
CREATE TRIGGER keep_ended_run BEFORE UPDATE OF state, result ON run FOR EACH ROW
  WHEN (OLD.state NOT IN ('waiting', 'claimed')
    AND (NEW.state IS DISTINCT FROM OLD.state OR NEW.result IS DISTINCT FROM OLD.result))
  EXECUTE FUNCTION keep_ended_run();

-- The claim: the head of this index that nobody else has locked.
CREATE INDEX run_waiting_in_order ON run (lane, virtual_start, virtual_before, id) WHERE state = 'waiting';
CREATE INDEX run_waiting_of_team ON run (team_id, assignment_id) WHERE state = 'waiting';
CREATE INDEX run_claimed ON run (id) WHERE state = 'claimed';
-- Virtual time: the team's last finish tag, and the lane's clock.
CREATE INDEX run_finish_of_team ON run (team_id, lane, virtual_finish) WHERE state NOT IN ('superseded', 'cancelled');
CREATE INDEX run_clock_of_lane ON run (lane, virtual_start) WHERE started_at IS NOT NULL;
CREATE INDEX run_self_checks_of_team ON run (team_id, assignment_id, created_at) WHERE reason = 'self-check';

ALTER TABLE run_attempt
  ADD CONSTRAINT run_attempt_number_is_positive CHECK (number > 0),
  ADD CONSTRAINT run_attempt_worker_length CHECK (char_length(worker) BETWEEN 1 AND 200),
  ADD CONSTRAINT run_attempt_lease_after_claim CHECK (lease_until > claimed_at),
  ADD CONSTRAINT run_attempt_ended_says_how CHECK ((ended_at IS NULL) = (ending IS NULL)),
  ADD CONSTRAINT run_attempt_faulted_says_why CHECK (ending <> 'faulted' OR fault IS NOT NULL),
  ADD CONSTRAINT run_attempt_fault_length CHECK (char_length(fault) <= 10000),
  ADD CONSTRAINT run_attempt_progress_is_small
    CHECK (jsonb_typeof(progress) = 'object' AND octet_length(progress::text) <= 16384);
CREATE UNIQUE INDEX run_attempt_one_live ON run_attempt (run_id) WHERE ended_at IS NULL;
CREATE INDEX run_attempt_leases ON run_attempt (lease_until) WHERE ended_at IS NULL;

-- A fence that is out of date stays so.
CREATE FUNCTION keep_ended_attempt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'attempt % has ended', OLD.id
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'run_attempt_ended_is_final';
END $$;
CREATE TRIGGER keep_ended_attempt BEFORE UPDATE ON run_attempt FOR EACH ROW
  WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION keep_ended_attempt();

ALTER TABLE case_result
  ADD CONSTRAINT case_result_case_id_length CHECK (char_length(case_id) BETWEEN 1 AND 300),
  ADD CONSTRAINT case_result_subject_length CHECK (char_length(subject) BETWEEN 1 AND 300),
  ADD CONSTRAINT case_result_title_length CHECK (char_length(title) <= 1000),
  ADD CONSTRAINT case_result_group_length CHECK (char_length(case_group) <= 300),
  ADD CONSTRAINT case_result_points CHECK (points >= 0 AND points <= max_points),
  ADD CONSTRAINT case_result_duration CHECK (duration_ms >= 0),
  ADD CONSTRAINT case_result_json_kinds CHECK (jsonb_typeof(feedback) = 'array' AND jsonb_typeof(evidence) = 'array'
    AND jsonb_typeof(drawings) = 'array' AND jsonb_typeof(metrics) = 'object');

-- Scores -------------------------------------------------------------------------------------------------------------

ALTER TABLE score
  ADD CONSTRAINT score_final_is_the_sum CHECK (final = greatest(0, raw - late + adjustment)),
  ADD CONSTRAINT score_parts CHECK (raw >= 0 AND late BETWEEN 0 AND raw AND max >= 0),
  ADD CONSTRAINT score_adjustment_has_a_reason CHECK (adjustment = 0 OR reason IS NOT NULL),
  ADD CONSTRAINT score_reason_length CHECK (char_length(reason) BETWEEN 1 AND 2000),
  ADD CONSTRAINT score_proposed_in_a_batch
    CHECK (standing NOT IN ('proposed', 'discarded') OR regrade_batch_id IS NOT NULL),
  ADD CONSTRAINT score_supersedes_another CHECK (supersedes_id <> id);
CREATE UNIQUE INDEX score_one_current ON score (assignment_id, team_id) WHERE standing = 'current';
CREATE UNIQUE INDEX score_one_proposed ON score (regrade_batch_id, team_id) WHERE standing = 'proposed';

CREATE FUNCTION keep_score() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'score % cannot be deleted: a new one supersedes it', OLD.id
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'score_is_immutable';
  END IF;
  IF NEW.standing <> OLD.standing AND (OLD.standing, NEW.standing) NOT IN
    (('proposed', 'current'), ('proposed', 'discarded'), ('current', 'superseded')) THEN
    RAISE EXCEPTION 'score % cannot go from % to %', OLD.id, OLD.standing, NEW.standing
      USING ERRCODE = 'check_violation', CONSTRAINT = 'score_goes_forward';
  END IF;
  -- What a proposed score supersedes is known when it is applied.
  IF (to_jsonb(NEW) - '{standing,given_by_id,supersedes_id}'::text[])
      IS DISTINCT FROM (to_jsonb(OLD) - '{standing,given_by_id,supersedes_id}'::text[])
    OR (NEW.supersedes_id IS DISTINCT FROM OLD.supersedes_id AND (OLD.standing, NEW.standing) <> ('proposed', 'current')) THEN
    RAISE EXCEPTION 'score % cannot be changed: a new one supersedes it', OLD.id
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'score_is_immutable';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_score BEFORE UPDATE OR DELETE ON score FOR EACH ROW EXECUTE FUNCTION keep_score();

ALTER TABLE regrade_batch
  ADD CONSTRAINT regrade_batch_reason_length CHECK (char_length(reason) BETWEEN 1 AND 2000),
  ADD CONSTRAINT regrade_batch_settled_has_a_time CHECK ((state IN ('applied', 'discarded')) = (settled_at IS NOT NULL));
-- Two at once would each preview a difference that the other makes untrue.
CREATE UNIQUE INDEX regrade_batch_one_open ON regrade_batch (assignment_id) WHERE state IN ('running', 'preview');

-- The rest -----------------------------------------------------------------------------------------------------------

ALTER TABLE artefact
  ADD CONSTRAINT artefact_name_length CHECK (char_length(name) BETWEEN 1 AND 300),
  ADD CONSTRAINT artefact_media_type_length CHECK (char_length(media_type) BETWEEN 1 AND 200),
  ADD CONSTRAINT artefact_blob_key_length CHECK (char_length(blob_key) BETWEEN 1 AND 1024),
  ADD CONSTRAINT artefact_size CHECK (size_bytes >= 0),
  ADD CONSTRAINT artefact_digest_is_sha256 CHECK (digest ~ '^sha256:[0-9a-f]{64}$');
CREATE INDEX artefact_expiring ON artefact (expires_at) WHERE expires_at IS NOT NULL AND deleted_at IS NULL;

ALTER TABLE webhook_delivery
  ADD CONSTRAINT webhook_delivery_guid_length CHECK (char_length(guid) BETWEEN 1 AND 100),
  ADD CONSTRAINT webhook_delivery_event_length CHECK (char_length(event) BETWEEN 1 AND 100),
  ADD CONSTRAINT webhook_delivery_action_length CHECK (char_length(action) BETWEEN 1 AND 100),
  ADD CONSTRAINT webhook_delivery_settled_has_a_time CHECK ((state = 'received') = (settled_at IS NULL));
CREATE INDEX webhook_delivery_open ON webhook_delivery (received_at, id) WHERE state = 'received';

ALTER TABLE outbox
  ADD CONSTRAINT outbox_topic_length CHECK (char_length(topic) BETWEEN 1 AND 100),
  ADD CONSTRAINT outbox_payload_is_small
    CHECK (jsonb_typeof(payload) = 'object' AND octet_length(payload::text) <= 65536),
  ADD CONSTRAINT outbox_failures_count CHECK (failures >= 0);

ALTER TABLE api_key
  ADD CONSTRAINT api_key_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
  ADD CONSTRAINT api_key_prefix_length CHECK (char_length(prefix) BETWEEN 4 AND 20),
  ADD CONSTRAINT api_key_hash_is_sha256 CHECK (octet_length(hash) = 32),
  ADD CONSTRAINT api_key_has_scopes CHECK (cardinality(scopes) BETWEEN 1 AND 100),
  ADD CONSTRAINT api_key_expires_later CHECK (expires_at > created_at);

ALTER TABLE audit_log
  ADD CONSTRAINT audit_log_action_length CHECK (char_length(action) BETWEEN 1 AND 100),
  ADD CONSTRAINT audit_log_subject_type_length CHECK (char_length(subject_type) BETWEEN 1 AND 100),
  ADD CONSTRAINT audit_log_request_id_length CHECK (char_length(request_id) BETWEEN 1 AND 200),
  ADD CONSTRAINT audit_log_detail_is_small
    CHECK (jsonb_typeof(detail) = 'object' AND octet_length(detail::text) <= 65536);

CREATE FUNCTION keep_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is only ever added to'
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'audit_log_is_append_only';
END $$;
CREATE TRIGGER keep_audit_log BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION keep_audit_log();
