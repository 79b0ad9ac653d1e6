import type { Database } from '@gradewire/db';
import { notFound } from '../http/problem.ts';

/** What is seen of a part: of all of them, or of none. */
type Project = (part: object) => object | null;

/**
 * Everything of an assignment but the files themselves, page by page so that a large class fits into memory. Throws
 * `not-found` for whom it is not.
 */
export async function* archiveLines(
  { prisma }: Database,
  assignmentId: string,
  project: Project,
): AsyncGenerator<string> {
  const json = (part: object) => written(project(part));
  const assignment = await prisma.assignment.findUniqueOrThrow({
    where: { id: assignmentId },
    include: {
      course: {
        include: { sections: true, enrollments: { include: { user: { select: { name: true, email: true } } } } },
      },
      versions: { orderBy: { number: 'asc' } },
      extensions: true,
      regradeBatches: { orderBy: { createdAt: 'asc' } },
    },
  });
  const { course, versions, extensions, regradeBatches, ...settings } = assignment;
  const teams = await prisma.team.findMany({
    where: { courseId: course.id, isStaff: false },
    include: { members: { include: { enrollment: { include: { user: { select: { name: true, email: true } } } } } } },
  });
  const scores = await prisma.score.findMany({ where: { assignmentId }, orderBy: { createdAt: 'asc' } });
  const about = { course, assignment: settings, versions, extensions, teams, regradeBatches, scores };
  const head = { format: 'gradewire-archive/1', ...about };
  yield `${json(head).slice(0, -1)},"submissions":[`;
  let cursor: string | undefined;
  for (let first = true; ; first = false) {
    const [one] = await prisma.submission.findMany({
      where: { assignmentId, team: { isStaff: false } },
      orderBy: { id: 'asc' },
      take: 1,
      ...(cursor === undefined ? {} : { cursor: { id: cursor }, skip: 1 }),
      include: { runs: { include: { attempts: true, cases: true, artefacts: true } } },
    });
    if (one === undefined) break;
    cursor = one.id;
    yield (first ? '\n' : ',\n') + json(one);
  }
  const members = await prisma.matrixSubject.findMany({ where: { assignmentId }, orderBy: { id: 'asc' } });
  yield `\n],"matrixSubjects":[${members.map(json).join()}],"matrixCells":[`;
  for await (const [index, cells] of pagesOfCells(prisma, assignmentId)) {
    yield (index === 0 ? '\n' : ',\n') + cells.map(json).join(',\n');
  }
  yield '\n]}\n';
}

const cellsAtOnce = 1000;

async function* pagesOfCells(prisma: Database['prisma'], assignmentId: string) {
  for (let index = 0, after: string | undefined; ; index++) {
    const cells = await prisma.matrixCell.findMany({
      where: { assignmentId, ...(after === undefined ? {} : { id: { gt: after } }) },
      orderBy: { id: 'asc' },
      take: cellsAtOnce,
    });
    if (cells.length > 0) yield [index, cells] as const;
    if (cells.length < cellsAtOnce) return;
    after = cells.at(-1)!.id;
  }
}

function written(value: object | null): string {
  if (value === null) throw notFound('archive');
  return JSON.stringify(value, (_key, field) => (typeof field === 'bigint' ? Number(field) : field));
}
