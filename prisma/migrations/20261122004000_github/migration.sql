-- GitHub: which repositories an assignment is handed in by, and what GitHub was told of their commits.

-- CreateEnum
CREATE TYPE "repository_mode" AS ENUM ('team-repository', 'class-repository');

-- AlterTable
ALTER TABLE "webhook_delivery" ADD COLUMN     "available_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "failures" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "repository_binding" (
    "id" UUID NOT NULL,
    "course_id" UUID NOT NULL,
    "assignment_id" UUID NOT NULL,
    "team_id" UUID,
    "mode" "repository_mode" NOT NULL,
    "github_repository_id" BIGINT NOT NULL,
    "github_installation_id" BIGINT NOT NULL,
    "full_name" TEXT NOT NULL,
    "default_branch" TEXT NOT NULL,
    "hand_in_branch" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "unreachable" TEXT,

    CONSTRAINT "repository_binding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "head_check" (
    "id" UUID NOT NULL,
    "binding_id" UUID NOT NULL,
    "head_sha" TEXT NOT NULL,
    "pull_request" INTEGER,
    "branch" TEXT,
    "run_id" UUID,
    "verdict" JSONB,
    "github_check_id" BIGINT,
    "github_comment_id" BIGINT,
    "as_status" BOOLEAN NOT NULL DEFAULT false,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "told_revision" INTEGER NOT NULL DEFAULT 0,
    "told_state" TEXT,
    "told_digest" TEXT,
    "told_at" TIMESTAMPTZ(3),
    "told_annotations" INTEGER NOT NULL DEFAULT 0,
    "available_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "fault" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "head_check_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "repository_binding_github_repository_id_idx" ON "repository_binding"("github_repository_id");

-- CreateIndex
CREATE INDEX "repository_binding_course_id_team_id_idx" ON "repository_binding"("course_id", "team_id");

-- CreateIndex
CREATE UNIQUE INDEX "repository_binding_assignment_id_github_repository_id_key" ON "repository_binding"("assignment_id", "github_repository_id");

-- CreateIndex
CREATE UNIQUE INDEX "head_check_run_id_key" ON "head_check"("run_id");

-- CreateIndex
CREATE UNIQUE INDEX "head_check_binding_id_head_sha_key" ON "head_check"("binding_id", "head_sha");

-- AddForeignKey
ALTER TABLE "repository_binding" ADD CONSTRAINT "repository_binding_course_id_fkey" FOREIGN KEY ("course_id") REFERENCES "course"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repository_binding" ADD CONSTRAINT "repository_binding_course_id_assignment_id_fkey" FOREIGN KEY ("course_id", "assignment_id") REFERENCES "assignment"("course_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repository_binding" ADD CONSTRAINT "repository_binding_course_id_team_id_fkey" FOREIGN KEY ("course_id", "team_id") REFERENCES "team"("course_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "head_check" ADD CONSTRAINT "head_check_binding_id_fkey" FOREIGN KEY ("binding_id") REFERENCES "repository_binding"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "head_check" ADD CONSTRAINT "head_check_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma's schema cannot say.
ALTER TABLE "repository_binding"
  ADD CONSTRAINT repository_binding_of_a_team_names_it CHECK (("mode" = 'team-repository') = ("team_id" IS NOT NULL)),
  ADD CONSTRAINT repository_binding_github_ids_are_positive
    CHECK ("github_repository_id" > 0 AND "github_installation_id" > 0),
  ADD CONSTRAINT repository_binding_names_length CHECK (char_length("full_name") BETWEEN 3 AND 200
    AND char_length("default_branch") BETWEEN 1 AND 255 AND char_length("hand_in_branch") BETWEEN 1 AND 255),
  ADD CONSTRAINT repository_binding_unreachable_length CHECK (char_length("unreachable") BETWEEN 1 AND 2000);

ALTER TABLE "head_check"
  ADD CONSTRAINT head_check_head_sha_is_a_commit CHECK ("head_sha" ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'),
  ADD CONSTRAINT head_check_pull_request_is_positive CHECK ("pull_request" > 0),
  ADD CONSTRAINT head_check_verdict_is_small
    CHECK (jsonb_typeof("verdict") = 'object' AND octet_length("verdict"::text) <= 65536),
  ADD CONSTRAINT head_check_told_state_is_known CHECK ("told_state" IN ('queued', 'in_progress', 'completed')),
  ADD CONSTRAINT head_check_counts CHECK ("revision" >= 1 AND "told_revision" BETWEEN 0 AND "revision"
    AND "told_annotations" >= 0 AND "failures" >= 0),
  ADD CONSTRAINT head_check_fault_length CHECK (char_length("fault") <= 2000);
-- What GitHub has still to be told.
CREATE INDEX head_check_open ON "head_check" ("available_at") WHERE "settled_at" IS NULL;
CREATE INDEX head_check_of_pull_request ON "head_check" ("binding_id", "pull_request") WHERE "pull_request" IS NOT NULL;

ALTER TABLE "webhook_delivery"
  ADD CONSTRAINT webhook_delivery_failures_count CHECK ("failures" >= 0),
  ADD CONSTRAINT webhook_delivery_note_length CHECK (char_length("note") <= 2000);
