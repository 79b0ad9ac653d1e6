import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import {
  type Database,
  newId,
  queueMerge,
  readMatrixCells,
  readMatrixHistory,
  readMatrixMembers,
  submit,
} from '@gradewire/db';
import type { ObservationRecord } from '@gradewire/engine';
import { type BlobStore, ingest, treeKey } from '@gradewire/storage';
import { makeCourse, repositoryRoot, type TestCourse } from '../test/course.ts';
import { meansFor } from '../test/means.ts';
import { testPostgres } from '../test/servers.ts';
import { until } from '../test/until.ts';
import { startWorker } from './start-worker.ts';

const postgres = await testPostgres();
after(() => postgres[Symbol.asyncDispose]());
const slow = 400_000;

/** Folders of the example class; what is `mute` neither greets nor replies as the protocol says. */
async function freeze(blobs: BlobStore, folders: readonly string[], mute: readonly string[] = []) {
  const place = await mkdtemp(path.join(tmpdir(), 'gradewire-class-'));
  try {
    for (const folder of folders) {
      await cp(path.join(repositoryRoot, 'examples', 'class-repo', folder), path.join(place, folder), {
        recursive: true,
      });
    }
    for (const file of mute) {
      const text = await readFile(path.join(place, file), 'utf8');
      await writeFile(path.join(place, file), text.replaceAll('Hello in', 'Hi from').replaceAll('Goodbye', 'Bye'));
    }
    const tar = spawn('tar', ['-czf', '-', '-C', place, ...folders], { stdio: ['ignore', 'pipe', 'inherit'] });
    return await ingest(blobs, tar.stdout);
  } finally {
    await rm(place, { recursive: true });
  }
}

type Tree = Awaited<ReturnType<typeof freeze>>;

function handIn({ pool }: Database, course: TestCourse, teamId: string, tree: Tree, base?: Tree, folders?: string[]) {
  const { courseId, assignmentId, versionId } = course;
  const frozen = {
    treeDigest: tree.digest,
    blobKey: treeKey(tree.digest),
    sizeBytes: tree.bytes,
    fileCount: tree.files.length,
  };
  const changes = base && folders ? { changes: { folders, baseTreeDigest: base.digest } } : {};
  return submit(
    pool,
    { courseId, assignmentId, teamId, ...frozen, receivedAt: new Date(), source: 'upload', ...changes },
    { versionId, reason: 'official' },
  );
}

async function addTeams({ prisma }: Database, { courseId, teamId }: TestCourse, ...slugs: string[]) {
  const ids = slugs.map(() => newId());
  for (const [index, slug] of slugs.entries()) {
    await prisma.team.create({ data: { id: ids[index]!, courseId, slug, name: slug } });
  }
  return [teamId, ...ids];
}

const settled = async ({ prisma }: Database) =>
  (await prisma.run.count({ where: { state: { in: ['waiting', 'claimed'] } } })) === 0;

/** Cells by `client→server`, each side by its folder. */
async function cellsOf(db: Database, { assignmentId }: TestCourse) {
  const members = new Map((await readMatrixMembers(db, assignmentId)).map(({ id, folder }) => [id, folder]));
  const cells = await readMatrixCells(db, assignmentId);
  return new Map(cells.map((one) => [`${members.get(one.client)}→${members.get(one.server)}`, one]));
}

async function observed(db: Database, blobs: BlobStore, runId: string): Promise<ObservationRecord> {
  const { blobKey } = await db.prisma.artefact.findFirstOrThrow({ where: { runId, kind: 'observations' } });
  return JSON.parse(Buffer.concat(await (await blobs.get(blobKey))!.toArray()).toString());
}

const casesOf = async ({ prisma }: Database, runId: string) =>
  (await prisma.caseResult.findMany({ where: { runId } })).map(({ caseId }) => caseId).sort();

test('three teams: one breaks its program, and its row and column alone turn red, until it is mended', async () => {
  await using db = await postgres.database();
  const { options, events, blobs } = await meansFor(db, postgres.folder);
  const course = await makeCourse(db);
  const [red, blue, green] = (await addTeams(db, course, 'blue', 'green')) as [string, string, string];
  const good = await freeze(blobs, ['python']);
  const first = [
    await handIn(db, course, red, await freeze(blobs, ['c'])),
    await handIn(db, course, blue, good),
    await handIn(db, course, green, await freeze(blobs, ['javascript'])),
  ];
  await using _worker = startWorker(options);
  await until(() => settled(db), slow);
  const green0 = await cellsOf(db, course);
  assert.equal(green0.size, 9, JSON.stringify(events));
  for (const [name, { outcome, feedback }] of green0)
    assert.equal(outcome, 'passed', `${name} ${JSON.stringify(feedback)}`);
  const runs = () => db.prisma.run.groupBy({ by: ['reason'], _count: true, orderBy: { reason: 'asc' } });
  const counted = async () => (await runs()).map(({ reason, _count }) => [reason, _count]);
  assert.deepEqual(await counted(), [
    ['official', 3],
    ['matrix', 2],
  ]);
  const scores = () => db.prisma.score.findMany({ where: { standing: 'current' }, orderBy: { teamId: 'asc' } });
  const before = await scores();
  assert.equal(before.length, 3);

  const bad = await handIn(
    db,
    course,
    blue,
    await freeze(blobs, ['python'], ['python/helloPython.py', 'python/hellosrvPython.py']),
  );
  await until(() => settled(db), slow);
  assert.deepEqual(
    await counted(),
    [
      ['official', 4],
      ['matrix', 3],
    ],
    'nothing but the team that handed in was run',
  );
  const broken = await cellsOf(db, course);
  for (const [name, cell] of broken) {
    const [client, server] = name.split('→');
    if (client !== 'python' && server !== 'python') {
      assert.deepEqual(cell, green0.get(name), `${name} is as it was`);
      continue;
    }
    assert.notEqual(cell.outcome, 'passed', name);
    assert.equal(cell.blame, client === server ? 'both' : client === 'python' ? 'client' : 'server', name);
    assert.deepEqual([cell.since.submissionId, cell.submissionId], [bad.submissionId, bad.submissionId], name);
    assert.notEqual(cell.feedback.length, 0, name);
  }
  const others = (list: typeof before) => list.filter(({ teamId }) => teamId !== blue);
  assert.deepEqual(others(await scores()), others(before), "nobody else's score has changed");

  const mended = await handIn(db, course, blue, good);
  await until(() => settled(db), slow);
  const after_ = await cellsOf(db, course);
  assert.ok([...after_.values()].every(({ outcome }) => outcome === 'passed'));
  const cell = after_.get('c→python')!;
  assert.equal(cell.since.submissionId, mended.submissionId);
  assert.equal(after_.get('c→javascript')!.since.runId, green0.get('c→javascript')!.since.runId);
  const history = await readMatrixHistory(db, course.assignmentId, cell.client, cell.server);
  assert.deepEqual(
    history.map(({ outcome }) => outcome === 'passed'),
    [...new Array(history.length - 2).fill(true), false, true],
  );

  // The row and the column were run, and nothing else: what official runs saw was taken over.
  const last = await casesOf(db, cell.runId);
  assert.deepEqual(
    last,
    [
      'blue:python/blue:python',
      'blue:python/green:javascript',
      'blue:python/red:c',
      'green:javascript/blue:python',
      'red:c/blue:python',
    ].map((pair) => `pair/${pair}`),
  );
  const [official, matrix] = [await observed(db, blobs, first[0]!.runId), await observed(db, blobs, cell.runId)];
  assert.deepEqual(matrix.observations['reference/red:c/server'], official.observations['reference/c/server']);
});

test('a class repository: a pull request is graded against what is merged, a merge brings the matrix up to date', async () => {
  await using db = await postgres.database();
  const { options, events, blobs } = await meansFor(db, postgres.folder);
  const course = await makeCourse(db, { without: [] });
  const [red, blue] = (await addTeams(db, course, 'blue')) as [string, string];
  const base = await freeze(blobs, ['c']);
  await using _worker = startWorker(options);
  const founded = await handIn(db, course, red, base, await freeze(blobs, ['lua']), ['c']);
  await until(() => settled(db), slow);
  assert.equal(await db.prisma.run.count({ where: { reason: 'matrix' } }), 0, 'only a merge changes the matrix');
  const merge = (submissionId: string, tree: Tree, folders: string[]) =>
    queueMerge(db.pool, { submissionId, treeDigest: tree.digest, folders, mergedAt: new Date() });
  await merge(founded.submissionId, base, ['c']);
  await until(() => settled(db), slow);

  // The head has an old, broken c besides: what is merged counts.
  const head = await freeze(blobs, ['c', 'python'], ['c/hellosrvC.c']);
  const pull = await handIn(db, course, blue, head, base, ['python']);
  await until(() => settled(db), slow);
  const cases = await casesOf(db, pull.runId);
  const pairs = cases.filter((id) => id.startsWith('pair/'));
  assert.deepEqual(pairs, ['pair/c/python', 'pair/python/c', 'pair/python/python'], JSON.stringify(events));
  assert.ok(
    cases.includes('peer/python/server/half-close') &&
      !cases.some((id) => /^(peer|usage|reference|static)\/c\b/.test(id)),
  );
  const { result } = await db.prisma.run.findUniqueOrThrow({ where: { id: pull.runId } });
  const { subjects } = result as { subjects: { id: string; score: number }[] };
  assert.deepEqual(
    subjects.map(({ id }) => id),
    ['python'],
  );
  assert.ok(subjects[0]!.score > 80, `${subjects[0]!.score}`);

  const merged = await freeze(blobs, ['c', 'python']);
  await merge(pull.submissionId, merged, ['python']);
  await until(() => settled(db), slow);
  const cells = await cellsOf(db, course);
  assert.deepEqual([...cells.keys()].sort(), ['c→c', 'c→python', 'python→c', 'python→python']);
  assert.ok([...cells.values()].every(({ outcome }) => outcome === 'passed'));
  assert.deepEqual(
    ['c→c', 'c→python'].map((name) => cells.get(name)!.since.submissionId),
    [founded.submissionId, pull.submissionId],
  );
  const members = await readMatrixMembers(db, course.assignmentId);
  assert.deepEqual(
    members.map(({ folder, language, teamId }) => [folder, language, teamId]),
    [
      ['c', 'c', red],
      ['python', 'python', blue],
    ],
  );
});
