-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "enrollment_role" AS ENUM ('owner', 'instructor', 'assistant', 'student');

-- CreateEnum
CREATE TYPE "version_state" AS ENUM ('draft', 'trial', 'published');

-- CreateEnum
CREATE TYPE "link_backend" AS ENUM ('emulator', 'netem');

-- CreateEnum
CREATE TYPE "submission_source" AS ENUM ('upload', 'reference', 'github');

-- CreateEnum
CREATE TYPE "run_reason" AS ENUM ('official', 'self-check', 'regrade', 'matrix');

-- CreateEnum
CREATE TYPE "lane" AS ENUM ('official', 'self-check', 'regrade', 'matrix');

-- CreateEnum
CREATE TYPE "run_state" AS ENUM ('waiting', 'claimed', 'done', 'superseded', 'cancelled', 'incomplete');

-- CreateEnum
CREATE TYPE "attempt_ending" AS ENUM ('committed', 'faulted', 'released', 'lost', 'cancelled');

-- CreateEnum
CREATE TYPE "case_outcome" AS ENUM ('passed', 'failed', 'timed-out', 'crashed', 'out-of-memory', 'output-limit', 'build-failed', 'unsupported', 'not-run');

-- CreateEnum
CREATE TYPE "blame" AS ENUM ('client', 'server', 'both');

-- CreateEnum
CREATE TYPE "score_standing" AS ENUM ('proposed', 'current', 'superseded', 'discarded');

-- CreateEnum
CREATE TYPE "batch_state" AS ENUM ('running', 'preview', 'applied', 'discarded');

-- CreateEnum
CREATE TYPE "artefact_kind" AS ENUM ('result', 'observations', 'capture', 'log', 'report');

-- CreateEnum
CREATE TYPE "delivery_state" AS ENUM ('received', 'done', 'ignored', 'failed');

-- CreateTable
CREATE TABLE "course" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "every_submission_counts" BOOLEAN NOT NULL DEFAULT false,
    "github_installation_id" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "course_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "section" (
    "id" UUID NOT NULL,
    "course_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "section_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user" (
    "id" UUID NOT NULL,
    "github_id" BIGINT,
    "github_login" TEXT,
    "email" TEXT,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "enrollment" (
    "id" UUID NOT NULL,
    "course_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "section_id" UUID,
    "role" "enrollment_role" NOT NULL,
    "external_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "left_at" TIMESTAMPTZ(3),

    CONSTRAINT "enrollment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "team" (
    "id" UUID NOT NULL,
    "course_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "team_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "team_member" (
    "id" UUID NOT NULL,
    "course_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "enrollment_id" UUID NOT NULL,
    "member_from" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "member_until" TIMESTAMPTZ(3),

    CONSTRAINT "team_member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "assignment" (
    "id" UUID NOT NULL,
    "course_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "opens_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "closes_at" TIMESTAMPTZ(3),
    "late_percent_per_day" DECIMAL(5,2) NOT NULL DEFAULT 0,
    "late_grace_seconds" INTEGER NOT NULL DEFAULT 0,
    "self_checks_per_day" INTEGER NOT NULL DEFAULT 20,
    "self_check_burst" INTEGER NOT NULL DEFAULT 5,
    "current_version_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "assignment_version" (
    "id" UUID NOT NULL,
    "assignment_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "state" "version_state" NOT NULL DEFAULT 'draft',
    "kit" TEXT NOT NULL,
    "kit_version" TEXT NOT NULL,
    "config" JSONB NOT NULL,
    "image_digests" JSONB NOT NULL,
    "points" JSONB NOT NULL,
    "visibility" JSONB NOT NULL,
    "seeds" JSONB NOT NULL,
    "link_backend" "link_backend" NOT NULL,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "assignment_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "extension" (
    "id" UUID NOT NULL,
    "course_id" UUID NOT NULL,
    "assignment_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "granted_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "extension_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "submission" (
    "id" UUID NOT NULL,
    "course_id" UUID NOT NULL,
    "assignment_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "submitted_by_id" UUID,
    "tree_digest" TEXT NOT NULL,
    "blob_key" TEXT NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "file_count" INTEGER NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "source" "submission_source" NOT NULL,
    "source_reference" JSONB NOT NULL DEFAULT '{}',
    "github_repository_id" BIGINT,
    "pull_request" INTEGER,
    "head_sha" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "submission_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run" (
    "id" UUID NOT NULL,
    "submission_id" UUID NOT NULL,
    "assignment_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "regrade_batch_id" UUID,
    "reason" "run_reason" NOT NULL,
    "state" "run_state" NOT NULL DEFAULT 'waiting',
    "lane" "lane" NOT NULL,
    "virtual_start" DOUBLE PRECISION NOT NULL,
    "virtual_finish" DOUBLE PRECISION NOT NULL,
    "virtual_before" DOUBLE PRECISION NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "available_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "superseded_by_id" UUID,
    "note" TEXT,
    "result" JSONB,
    "github_check_id" BIGINT,

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_attempt" (
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "worker" TEXT NOT NULL,
    "claimed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "heartbeat_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_until" TIMESTAMPTZ(3) NOT NULL,
    "progress" JSONB NOT NULL DEFAULT '{}',
    "ended_at" TIMESTAMPTZ(3),
    "ending" "attempt_ending",
    "fault" TEXT,

    CONSTRAINT "run_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "case_result" (
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "case_id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "case_group" TEXT NOT NULL,
    "outcome" "case_outcome" NOT NULL,
    "blame" "blame",
    "points" DECIMAL(10,3) NOT NULL,
    "max_points" DECIMAL(10,3) NOT NULL,
    "hidden" BOOLEAN NOT NULL DEFAULT false,
    "feedback" JSONB NOT NULL DEFAULT '[]',
    "evidence" JSONB NOT NULL DEFAULT '[]',
    "drawings" JSONB NOT NULL DEFAULT '[]',
    "metrics" JSONB NOT NULL DEFAULT '{}',
    "duration_ms" INTEGER NOT NULL,

    CONSTRAINT "case_result_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "score" (
    "id" UUID NOT NULL,
    "assignment_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "standing" "score_standing" NOT NULL,
    "raw" DECIMAL(10,3) NOT NULL,
    "late" DECIMAL(10,3) NOT NULL DEFAULT 0,
    "adjustment" DECIMAL(10,3) NOT NULL DEFAULT 0,
    "final" DECIMAL(10,3) NOT NULL,
    "max" DECIMAL(10,3) NOT NULL,
    "reason" TEXT,
    "supersedes_id" UUID,
    "regrade_batch_id" UUID,
    "given_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "score_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "regrade_batch" (
    "id" UUID NOT NULL,
    "assignment_id" UUID NOT NULL,
    "from_version_id" UUID NOT NULL,
    "to_version_id" UUID NOT NULL,
    "state" "batch_state" NOT NULL DEFAULT 'running',
    "judge_only" BOOLEAN NOT NULL DEFAULT false,
    "reason" TEXT NOT NULL,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "regrade_batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "artefact" (
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "kind" "artefact_kind" NOT NULL,
    "name" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "blob_key" TEXT NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "digest" TEXT NOT NULL,
    "hidden" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "artefact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" UUID NOT NULL,
    "guid" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "action" TEXT,
    "delivered_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "payload" JSONB NOT NULL,
    "state" "delivery_state" NOT NULL DEFAULT 'received',
    "note" TEXT,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" UUID NOT NULL,
    "topic" TEXT NOT NULL,
    "payload" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "available_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "fault" TEXT,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "course_id" UUID,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_log" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_id" UUID,
    "api_key_id" UUID,
    "course_id" UUID,
    "action" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" UUID,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "request_id" TEXT,

    CONSTRAINT "audit_log_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "course_slug_key" ON "course"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "section_course_id_name_key" ON "section"("course_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "section_course_id_id_key" ON "section"("course_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "user_github_id_key" ON "user"("github_id");

-- CreateIndex
CREATE INDEX "enrollment_user_id_idx" ON "enrollment"("user_id");

-- CreateIndex
CREATE INDEX "enrollment_course_id_section_id_idx" ON "enrollment"("course_id", "section_id");

-- CreateIndex
CREATE UNIQUE INDEX "enrollment_course_id_user_id_key" ON "enrollment"("course_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "enrollment_course_id_id_key" ON "enrollment"("course_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "enrollment_course_id_external_id_key" ON "enrollment"("course_id", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "team_course_id_slug_key" ON "team"("course_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "team_course_id_id_key" ON "team"("course_id", "id");

-- CreateIndex
CREATE INDEX "team_member_course_id_team_id_idx" ON "team_member"("course_id", "team_id");

-- CreateIndex
CREATE INDEX "team_member_course_id_enrollment_id_idx" ON "team_member"("course_id", "enrollment_id");

-- CreateIndex
CREATE INDEX "assignment_id_current_version_id_idx" ON "assignment"("id", "current_version_id");

-- CreateIndex
CREATE UNIQUE INDEX "assignment_course_id_slug_key" ON "assignment"("course_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "assignment_course_id_id_key" ON "assignment"("course_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "assignment_version_assignment_id_number_key" ON "assignment_version"("assignment_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "assignment_version_assignment_id_id_key" ON "assignment_version"("assignment_id", "id");

-- CreateIndex
CREATE INDEX "extension_course_id_team_id_idx" ON "extension"("course_id", "team_id");

-- CreateIndex
CREATE UNIQUE INDEX "extension_course_id_assignment_id_team_id_key" ON "extension"("course_id", "assignment_id", "team_id");

-- CreateIndex
CREATE INDEX "submission_course_id_assignment_id_created_at_id_idx" ON "submission"("course_id", "assignment_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "submission_course_id_team_id_created_at_id_idx" ON "submission"("course_id", "team_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "submission_github_repository_id_head_sha_idx" ON "submission"("github_repository_id", "head_sha");

-- CreateIndex
CREATE UNIQUE INDEX "submission_id_assignment_id_team_id_key" ON "submission"("id", "assignment_id", "team_id");

-- CreateIndex
CREATE INDEX "run_submission_id_created_at_id_idx" ON "run"("submission_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "run_assignment_id_created_at_id_idx" ON "run"("assignment_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "run_assignment_id_version_id_idx" ON "run"("assignment_id", "version_id");

-- CreateIndex
CREATE INDEX "run_assignment_id_regrade_batch_id_idx" ON "run"("assignment_id", "regrade_batch_id");

-- CreateIndex
CREATE INDEX "run_superseded_by_id_idx" ON "run"("superseded_by_id");

-- CreateIndex
CREATE UNIQUE INDEX "run_id_assignment_id_team_id_key" ON "run"("id", "assignment_id", "team_id");

-- CreateIndex
CREATE UNIQUE INDEX "run_attempt_run_id_number_key" ON "run_attempt"("run_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "case_result_run_id_subject_case_id_key" ON "case_result"("run_id", "subject", "case_id");

-- CreateIndex
CREATE INDEX "score_assignment_id_team_id_created_at_id_idx" ON "score"("assignment_id", "team_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "score_assignment_id_regrade_batch_id_idx" ON "score"("assignment_id", "regrade_batch_id");

-- CreateIndex
CREATE INDEX "score_run_id_idx" ON "score"("run_id");

-- CreateIndex
CREATE UNIQUE INDEX "score_id_assignment_id_team_id_key" ON "score"("id", "assignment_id", "team_id");

-- CreateIndex
CREATE UNIQUE INDEX "score_supersedes_id_assignment_id_team_id_key" ON "score"("supersedes_id", "assignment_id", "team_id");

-- CreateIndex
CREATE INDEX "regrade_batch_assignment_id_created_at_id_idx" ON "regrade_batch"("assignment_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "regrade_batch_assignment_id_id_key" ON "regrade_batch"("assignment_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "artefact_run_id_name_key" ON "artefact"("run_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_delivery_guid_key" ON "webhook_delivery"("guid");

-- CreateIndex
CREATE INDEX "webhook_delivery_received_at_id_idx" ON "webhook_delivery"("received_at", "id");

-- CreateIndex
CREATE INDEX "outbox_available_at_id_idx" ON "outbox"("available_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "api_key_user_id_created_at_id_idx" ON "api_key"("user_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "api_key_course_id_idx" ON "api_key"("course_id");

-- CreateIndex
CREATE INDEX "audit_log_course_id_at_id_idx" ON "audit_log"("course_id", "at", "id");

-- CreateIndex
CREATE INDEX "audit_log_subject_type_subject_id_at_idx" ON "audit_log"("subject_type", "subject_id", "at");

-- CreateIndex
CREATE INDEX "audit_log_actor_id_idx" ON "audit_log"("actor_id");

-- CreateIndex
CREATE INDEX "audit_log_api_key_id_idx" ON "audit_log"("api_key_id");

-- AddForeignKey
ALTER TABLE "section" ADD CONSTRAINT "section_course_id_fkey" FOREIGN KEY ("course_id") REFERENCES "course"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrollment" ADD CONSTRAINT "enrollment_course_id_fkey" FOREIGN KEY ("course_id") REFERENCES "course"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrollment" ADD CONSTRAINT "enrollment_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrollment" ADD CONSTRAINT "enrollment_course_id_section_id_fkey" FOREIGN KEY ("course_id", "section_id") REFERENCES "section"("course_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team" ADD CONSTRAINT "team_course_id_fkey" FOREIGN KEY ("course_id") REFERENCES "course"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_member" ADD CONSTRAINT "team_member_course_id_team_id_fkey" FOREIGN KEY ("course_id", "team_id") REFERENCES "team"("course_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_member" ADD CONSTRAINT "team_member_course_id_enrollment_id_fkey" FOREIGN KEY ("course_id", "enrollment_id") REFERENCES "enrollment"("course_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_course_id_fkey" FOREIGN KEY ("course_id") REFERENCES "course"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_id_current_version_id_fkey" FOREIGN KEY ("id", "current_version_id") REFERENCES "assignment_version"("assignment_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment_version" ADD CONSTRAINT "assignment_version_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment_version" ADD CONSTRAINT "assignment_version_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "extension" ADD CONSTRAINT "extension_course_id_assignment_id_fkey" FOREIGN KEY ("course_id", "assignment_id") REFERENCES "assignment"("course_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "extension" ADD CONSTRAINT "extension_course_id_team_id_fkey" FOREIGN KEY ("course_id", "team_id") REFERENCES "team"("course_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "extension" ADD CONSTRAINT "extension_granted_by_id_fkey" FOREIGN KEY ("granted_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "submission" ADD CONSTRAINT "submission_course_id_assignment_id_fkey" FOREIGN KEY ("course_id", "assignment_id") REFERENCES "assignment"("course_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "submission" ADD CONSTRAINT "submission_course_id_team_id_fkey" FOREIGN KEY ("course_id", "team_id") REFERENCES "team"("course_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "submission" ADD CONSTRAINT "submission_submitted_by_id_fkey" FOREIGN KEY ("submitted_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_submission_id_assignment_id_team_id_fkey" FOREIGN KEY ("submission_id", "assignment_id", "team_id") REFERENCES "submission"("id", "assignment_id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_assignment_id_version_id_fkey" FOREIGN KEY ("assignment_id", "version_id") REFERENCES "assignment_version"("assignment_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_assignment_id_regrade_batch_id_fkey" FOREIGN KEY ("assignment_id", "regrade_batch_id") REFERENCES "regrade_batch"("assignment_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_superseded_by_id_fkey" FOREIGN KEY ("superseded_by_id") REFERENCES "run"("id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_attempt" ADD CONSTRAINT "run_attempt_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "case_result" ADD CONSTRAINT "case_result_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "score" ADD CONSTRAINT "score_run_id_assignment_id_team_id_fkey" FOREIGN KEY ("run_id", "assignment_id", "team_id") REFERENCES "run"("id", "assignment_id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "score" ADD CONSTRAINT "score_supersedes_id_assignment_id_team_id_fkey" FOREIGN KEY ("supersedes_id", "assignment_id", "team_id") REFERENCES "score"("id", "assignment_id", "team_id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "score" ADD CONSTRAINT "score_assignment_id_regrade_batch_id_fkey" FOREIGN KEY ("assignment_id", "regrade_batch_id") REFERENCES "regrade_batch"("assignment_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "score" ADD CONSTRAINT "score_given_by_id_fkey" FOREIGN KEY ("given_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "regrade_batch" ADD CONSTRAINT "regrade_batch_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "regrade_batch" ADD CONSTRAINT "regrade_batch_assignment_id_from_version_id_fkey" FOREIGN KEY ("assignment_id", "from_version_id") REFERENCES "assignment_version"("assignment_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "regrade_batch" ADD CONSTRAINT "regrade_batch_assignment_id_to_version_id_fkey" FOREIGN KEY ("assignment_id", "to_version_id") REFERENCES "assignment_version"("assignment_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "regrade_batch" ADD CONSTRAINT "regrade_batch_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "artefact" ADD CONSTRAINT "artefact_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_course_id_fkey" FOREIGN KEY ("course_id") REFERENCES "course"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "user"("id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_api_key_id_fkey" FOREIGN KEY ("api_key_id") REFERENCES "api_key"("id") ON DELETE NO ACTION ON UPDATE CASCADE;
