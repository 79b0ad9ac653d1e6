import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  commitAttempt,
  countedTrees,
  type NewMatrix,
  newId,
  observationsOfClass,
  queueMerge,
  readMatrixCells,
  readMatrixHistory,
  readMatrixMembers,
  readOpenMatrixRuns,
} from '../src/index.ts';
import { handIn, makeCourse } from './course.ts';
import { cellsOf, claim, found, graded, minute, nothing, score } from './matrix-runs.ts';
import { testServer } from './test-server.ts';

const { database } = await testServer();

test('an official run asks for its row and column, once a team, and only for what counts', async () => {
  await using db = await database();
  const course = await makeCourse(db, 2);
  const [red, blue] = course.teams as [string, string];
  await graded(db, course, blue, 4);
  assert.deepEqual(await readOpenMatrixRuns(db, course.assignmentId), [], 'there is nobody to meet');
  await graded(db, course, red, 2);
  const newest = await graded(db, course, red, 3);
  await graded(db, course, red, 1);
  const [open, ...more] = await readOpenMatrixRuns(db, course.assignmentId);
  assert.deepEqual([open!.teamId, open!.state, more], [red, 'waiting', []]);
  assert.equal(open!.submissionId, newest, 'the earlier submission that was graded later asks for nothing');
  const trees = await countedTrees(db, course.assignmentId, course.versionId);
  assert.deepEqual(
    trees.map(({ teamId, receivedAt }) => [teamId, receivedAt]),
    [
      [red, minute(3)],
      [blue, minute(4)],
    ],
  );
  const { fence } = await claim(db, 'matrix');
  await commitAttempt(db.pool, fence, nothing);
  assert.deepEqual(await readOpenMatrixRuns(db, course.assignmentId), [], 'a matrix run asks for no other');
  assert.equal(await db.prisma.score.count({ where: { standing: 'current' } }), 2);
});

test('a cell is the newest of its pair, whichever run ends last, and knows since when it has its colour', async () => {
  await using db = await database();
  const course = await makeCourse(db, 3);
  const [red, blue, green] = course.teams as [string, string, string];
  for (const [index, team] of course.teams.entries()) await graded(db, course, team, index);
  const commit = async (fence: string, matrix: NewMatrix) => commitAttempt(db.pool, fence, { ...nothing, matrix });
  const [forBlue, forGreen] = [await claim(db, 'matrix'), await claim(db, 'matrix')];
  await commit(forBlue.fence, found([blue, 1], [[red, 0]]));
  await commit(
    forGreen.fence,
    found(
      [green, 2],
      [
        [red, 0],
        [blue, 1],
      ],
    ),
  );
  const before = await cellsOf(db, course);
  assert.equal(before.size, 9);
  assert.ok([...before.values()].every(({ outcome }) => outcome === 'passed'));

  // Blue breaks its server, then mends it; the run for the broken one is slow and ends last.
  const bad = await graded(db, course, blue, 10);
  const slow = await claim(db, 'matrix');
  const good = await graded(db, course, blue, 11);
  const quick = await claim(db, 'matrix');
  await commit(
    quick.fence,
    found(
      [blue, 11],
      [
        [red, 0],
        [green, 2],
      ],
    ),
  );
  await commit(
    slow.fence,
    found(
      [blue, 10],
      [
        [red, 0],
        [green, 2],
      ],
      [blue],
    ),
  );
  const mended = await cellsOf(db, course);
  assert.ok([...mended.values()].every(({ outcome }) => outcome === 'passed'));
  const cell = mended.get('team-0 → team-1')!;
  assert.deepEqual([cell.submissionId, cell.since.submissionId, cell.since.at], [good, good, minute(11)]);
  assert.equal(mended.get('team-0 → team-2')!.since.runId, forGreen.runId, 'a cell of others is as it was');
  const history = await readMatrixHistory(db, course.assignmentId, cell.client, cell.server);
  assert.deepEqual(
    history.map(({ submissionId, outcome, blame }) => [submissionId, outcome, blame]),
    [
      [forBlue.submissionId, 'passed', null],
      [bad, 'timed-out', 'server'],
      [good, 'passed', null],
    ],
  );

  // Still broken after another try: red since the first one.
  const first = await graded(db, course, green, 20);
  const one = await claim(db, 'matrix');
  await commit(
    one.fence,
    found(
      [green, 20],
      [
        [red, 0],
        [blue, 11],
      ],
      [green],
    ),
  );
  await graded(db, course, green, 21);
  const two = await claim(db, 'matrix');
  await commit(
    two.fence,
    found(
      [green, 21],
      [
        [red, 0],
        [blue, 11],
      ],
      [green],
    ),
  );
  const red2 = (await cellsOf(db, course)).get('team-1 → team-2')!;
  assert.deepEqual([red2.outcome, red2.runId, red2.since.submissionId], ['timed-out', two.runId, first]);
});

test('two that are graded at once: both new together come last, whatever the order', async () => {
  await using db = await database();
  const course = await makeCourse(db, 2);
  const [red, blue] = course.teams as [string, string];
  for (const [team, at] of [
    [red, 0],
    [blue, 1],
    [red, 9],
  ] as const)
    await graded(db, course, team, at);
  const [b, a] = [await claim(db, 'matrix'), await claim(db, 'matrix')];
  assert.deepEqual([a.teamId, b.teamId], [red, blue]);
  // Red's new one is later than blue's, but its run met blue's old one.
  await commitAttempt(db.pool, b.fence, { ...nothing, matrix: found([blue, 8], [[red, 9]], [red]) });
  await commitAttempt(db.pool, a.fence, { ...nothing, matrix: found([red, 9], [[blue, 1]]) });
  const cell = (await cellsOf(db, course)).get('team-1 → team-0')!;
  assert.deepEqual([cell.outcome, cell.runId], ['timed-out', b.runId]);
});

test('the first two of a class, committed at the same moment: one of them meets the other', async () => {
  await using db = await database();
  for (let round = 0; round < 10; round++) {
    const course = await makeCourse(db, 2);
    for (const team of course.teams) await handIn(db, course, team);
    const claims = [await claim(db, 'official'), await claim(db, 'official')];
    await Promise.all(
      claims.map(({ fence }) => commitAttempt(db.pool, fence, { ...nothing, score, wantsMatrix: true })),
    );
    const open = await readOpenMatrixRuns(db, course.assignmentId);
    assert.ok(open.length >= 1, `round ${round}`);
  }
});

test('a folder that a team hands in no more leaves the matrix; its cells stay in the history', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  const [red] = course.teams as [string];
  await graded(db, course, red, 0);
  const [member] = await readMatrixMembers(db, course.assignmentId);
  await graded(db, course, red, 5, found([red, 5], [], [], 'go'));
  assert.deepEqual(
    (await readMatrixMembers(db, course.assignmentId)).map(({ folder }) => folder),
    ['go'],
  );
  assert.equal((await readMatrixCells(db, course.assignmentId)).length, 1);
  assert.equal((await readMatrixHistory(db, course.assignmentId, member!.id, member!.id)).length, 1);
  await assert.rejects(db.pool.query('UPDATE matrix_cell SET hidden = true'), /cannot be changed/);
});

test('merges of a team that wait become one, with the later tree and the folders of both', async () => {
  await using db = await database();
  const course = await makeCourse(db, 2);
  const [red, blue] = course.teams as [string, string];
  const submissions: string[] = [];
  for (const team of [red, blue]) submissions.push((await handIn(db, course, team)).submissionId);
  const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
  const merge = (place: number, tree: string, folders: string[], at: number) =>
    queueMerge(db.pool, { submissionId: submissions[place]!, treeDigest: digest(tree), folders, mergedAt: minute(at) });
  const first = await merge(0, '2', ['c', 'go'], 2);
  await merge(1, '3', ['lua'], 3);
  const second = await merge(0, '1', ['c', 'rust'], 1);
  assert.deepEqual(second!.superseded, [first!.runId]);
  const kept = await db.prisma.matrixMerge.findUniqueOrThrow({ where: { runId: second!.runId } });
  assert.deepEqual(
    [kept.treeDigest, [...kept.folders].sort(), kept.mergedAt],
    [digest('2'), ['c', 'go', 'rust'], minute(2)],
  );
  assert.equal((await readOpenMatrixRuns(db, course.assignmentId)).length, 2);

  const mine = await claim(db, 'matrix');
  await commitAttempt(db.pool, mine.fence, {
    ...nothing,
    matrix: found(
      [null, 2],
      [
        [null, 2],
        [null, 2],
      ],
    ),
    artefacts: [
      {
        ...{ kind: 'observations', name: 'observations.json', mediaType: 'application/json', blobKey: 'runs/1' },
        ...{ sizeBytes: 1, digest: digest('a'), hidden: true },
      },
    ],
  });
  const members = await readMatrixMembers(db, course.assignmentId);
  assert.deepEqual(
    members.map(({ folder }) => folder),
    ['c', 'other-1', 'other-2'],
  );
  const keys = await observationsOfClass(db, course.assignmentId, course.versionId, newId());
  assert.deepEqual(keys, ['runs/1']);
  // The next merge knows of one of them no more.
  const other = await claim(db, 'matrix');
  await commitAttempt(db.pool, other.fence, { ...nothing, matrix: found([null, 3], [[null, 3]], [], 'lua') });
  assert.deepEqual(
    (await readMatrixMembers(db, course.assignmentId)).map(({ folder }) => folder),
    ['lua', 'other-1'],
  );
});
