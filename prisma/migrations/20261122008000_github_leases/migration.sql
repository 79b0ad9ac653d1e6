-- A check is held by one at a time, under a number that later holders do not share, and what it waits for is told apart
-- from who holds it. When a pause began is written down, so that one from before the clock was set back is known.

-- AlterTable
ALTER TABLE "head_check" ADD COLUMN     "fence" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "leased_until" TIMESTAMPTZ(3),
ADD COLUMN     "making_since" TIMESTAMPTZ(3),
ADD COLUMN     "waits_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "webhook_delivery" ADD COLUMN     "waits_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- What Prisma's schema cannot say.
ALTER TABLE "head_check" ADD CONSTRAINT head_check_fence_counts CHECK ("fence" >= 0);
