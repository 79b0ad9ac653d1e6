import type { Prisma } from '@gradewire/db';
import type { CourseRole } from '../contracts/fields.ts';
import { isoOrNull } from './values.ts';

export type CourseRow = Prisma.CourseGetPayload<Record<string, never>>;

export function courseView(course: CourseRow, role: CourseRole) {
  const { id, slug, title, timeZone, everySubmissionCounts, createdAt, archivedAt } = course;
  const times = { createdAt: createdAt.toISOString(), archivedAt: isoOrNull(archivedAt) };
  return { id, slug, title, timeZone, everySubmissionCounts, ...times, role };
}

/** Members at a moment. */
export function membersAt(at: Date) {
  return {
    members: {
      where: { from: { lte: at }, OR: [{ until: null }, { until: { gt: at } }] },
      orderBy: { from: 'asc' },
      include: { enrollment: { include: { user: { select: { id: true, name: true } } } } },
    },
  } satisfies Prisma.TeamInclude;
}
export type TeamRow = Prisma.TeamGetPayload<{ include: ReturnType<typeof membersAt> }>;

export function teamView({ id, slug, name, members }: TeamRow) {
  return {
    id,
    slug,
    name,
    members: members.map(({ enrollment }) => ({ userId: enrollment.user.id, name: enrollment.user.name })),
  };
}
