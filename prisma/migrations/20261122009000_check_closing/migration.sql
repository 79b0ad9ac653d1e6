-- What students may see of a run changes when the last team's time to hand in is over, and when that time is moved. A check
-- knows where it stood when GitHub was told. Which annotations GitHub has it is asked itself.

-- AlterTable
ALTER TABLE "head_check" DROP COLUMN "told_annotations",
ADD COLUMN     "told_closing" TEXT;

-- What Prisma's schema cannot say. The first one went with its column.
ALTER TABLE "head_check"
  ADD CONSTRAINT head_check_counts CHECK ("revision" >= 1 AND "told_revision" BETWEEN 0 AND "revision"
    AND "failures" >= 0),
  ADD CONSTRAINT head_check_told_closing_is_known CHECK ("told_closing" IN ('never', 'ahead', 'past'));

-- What was told before, of what is open still. Of all else it was the last word.
UPDATE "head_check" SET "told_closing" = 'ahead'
FROM "repository_binding" binding JOIN "assignment" ON "assignment"."id" = binding."assignment_id"
WHERE binding."id" = "binding_id" AND "told_at" IS NOT NULL
  AND coalesce("assignment"."closes_at", "assignment"."due_at") > now();
