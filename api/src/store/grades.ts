import { type Database, readTable } from '@gradewire/db';
import type { ExportedAssignment, TeamGrades } from '../export/grade.ts';

const pageSize = 500;

async function allRows(db: Database, assignmentId: string) {
  const rows = [];
  let after: readonly string[] | undefined;
  for (;;) {
    const page = await readTable(db, assignmentId, {}, after, pageSize);
    rows.push(...page.slice(0, pageSize));
    if (page.length <= pageSize) return rows;
    const last = rows.at(-1)!;
    after = [last.team, last.teamId];
  }
}

/** All teams of an assignment with their present scores and members, for exports. */
export async function readGrades(
  db: Database,
  assignmentId: string,
): Promise<{ assignment: ExportedAssignment; teams: readonly TeamGrades[] }> {
  const now = new Date();
  const assignment = await db.prisma.assignment.findUniqueOrThrow({ where: { id: assignmentId } });
  const [rows, counted, members] = await Promise.all([
    allRows(db, assignmentId),
    db.prisma.score.findMany({
      where: { assignmentId, standing: 'current' },
      select: {
        teamId: true,
        runId: true,
        run: { select: { submission: { select: { id: true, receivedAt: true } } } },
      },
    }),
    db.prisma.teamMember.findMany({
      where: { courseId: assignment.courseId, from: { lte: now }, OR: [{ until: null }, { until: { gt: now } }] },
      include: { enrollment: { include: { user: true, section: true } } },
      orderBy: { enrollment: { user: { name: 'asc' } } },
    }),
  ]);
  const byTeam = Map.groupBy(members, ({ teamId }) => teamId);
  // A newer submission may wait still: a score goes with the one that it is of.
  const counts = new Map(counted.map(({ teamId, runId, run }) => [teamId, { runId, ...run.submission }]));
  return {
    assignment: { title: assignment.title, max: Math.max(0, ...rows.map(({ score }) => score?.max ?? 0)) },
    teams: rows.map(({ teamId, team, submissionId, receivedAt, score }) => ({
      teamId,
      runId: counts.get(teamId)?.runId ?? null,
      grade: {
        team,
        submissionId: counts.get(teamId)?.id ?? submissionId,
        receivedAt: counts.get(teamId)?.receivedAt.toISOString() ?? receivedAt,
        score,
      },
      members: (byTeam.get(teamId) ?? []).map(({ enrollment: { user, section, externalId } }) => ({
        name: user.name,
        email: user.email,
        externalId,
        section: section?.name ?? null,
      })),
    })),
  };
}
