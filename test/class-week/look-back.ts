import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { containersOf } from '../gradewire-command.ts';
import { languages } from './programs.ts';
import type { School } from './school.ts';

interface Cell {
  readonly client: string;
  readonly server: string;
  readonly outcome: string;
  readonly blame: string | null;
}

/** What must be true after such a week. `last`: a good head of which nothing was merged before but three languages. */
export async function lookBack(school: School, { impolite, last }: { impolite: string; last: string }): Promise<void> {
  await nothingTwice(school);
  await matrixIs(school, impolite);
  await told(school, last);
  await school.switchOff();
  await nothingLeft(school);
}

async function nothingTwice({ course, ledger, workerEvents }: School): Promise<void> {
  const { db, github } = course;
  const runs = await db.prisma.run.findMany({ include: { submission: true, attempts: true, merge: true } });
  const official = runs.filter(({ reason }) => reason === 'official');
  const graded = [...ledger.heads].filter(([, end]) => end === 'success' || end === 'failure');
  const done = official.filter(({ state }) => state === 'done').map(({ submission }) => submission.headSha);
  assert.deepEqual(done.sort(), graded.map(([sha]) => sha).sort(), 'each head is graded once');
  for (const { id, state, attempts } of runs) {
    assert.match(state, /^(done|cancelled|superseded)$/);
    const committed = attempts.filter(({ ending }) => ending === 'committed').length;
    assert.equal(committed, state === 'done' ? 1 : 0, id);
  }
  // A run that waits takes in the merge of its team that comes next; here each team merges once.
  const merges = runs.filter(({ reason }) => reason === 'matrix');
  assert.deepEqual(merges.map(({ merge }) => merge!.folders.join()).sort(), [...languages].sort());
  assert.deepEqual(new Set(merges.map(({ state }) => state)), new Set(['done']));
  assert.deepEqual(
    workerEvents.filter(({ kind }) => kind === 'faulted'),
    [],
  );
  const all = github.world.checkRuns.map(({ headSha }) => headSha);
  assert.deepEqual(
    all.toSorted(),
    [...ledger.heads.keys()].sort(),
    'each head has one check, and nothing else has any',
  );
  for (const { output } of github.world.checkRuns) assert.ok(Buffer.byteLength(output.summary ?? '') < 65_536);
}

async function matrixIs({ course }: School, impolite: string): Promise<void> {
  const { body, status, text } = await course.owner.get(`/v1/assignments/${course.assignmentId}/matrix`);
  assert.equal(status, 200, text);
  const folders = new Map<string, string>(
    body.subjects.map((one: { id: string; folder: string }) => [one.id, one.folder]),
  );
  assert.deepEqual([...folders.values()].sort(), [...languages].sort());
  const teams = body.subjects.map(({ team, folder }: { team: { name: string }; folder: string }) => [
    team.name,
    folder,
  ]);
  for (const [team, folder] of teams) assert.equal(team, `Team ${folder}`);
  assert.equal(body.cells.length, languages.length ** 2);
  assert.deepEqual(body.runs, []);
  for (const { client, server, outcome, blame } of body.cells as Cell[]) {
    const [one, other] = [folders.get(client), folders.get(server)];
    const bad = [...(one === impolite ? ['client'] : []), ...(other === impolite ? ['server'] : [])];
    assert.equal(outcome === 'passed', bad.length === 0, `${one} with ${other}: ${outcome}`);
    const expected = bad.length === 2 ? 'both' : (bad[0] ?? null);
    assert.equal(blame, expected, `${one} with ${other}`);
  }
}

/** What a student reads: the row and the column of what was merged before, and of nobody else. */
async function told({ course }: School, head: string): Promise<void> {
  const { output } = course.github.checkRuns(head)[0]!;
  const table = (output.summary ?? '').split(' with the class\n')[1] ?? '';
  for (const merged of ['c', 'lua', 'python']) assert.match(table, new RegExp(`^\\| ${merged} \\| ✔ \\| ✔ \\|$`, 'm'));
  for (const open of ['go', 'swift']) assert.doesNotMatch(table, new RegExp(`^\\| ${open} \\|`, 'm'));
}

async function nothingLeft({ course }: School): Promise<void> {
  const { db, github, app } = course;
  assert.deepEqual(await containersOf(process.pid), []);
  const folders = (await readdir(tmpdir())).filter((name) => name.startsWith(`gradewire-run-${process.pid}-`));
  assert.deepEqual(folders, []);
  assert.equal(await db.prisma.webhookDelivery.count({ where: { state: { in: ['received', 'failed'] } } }), 0);
  assert.equal(await db.prisma.headCheck.count({ where: { OR: [{ settledAt: null }, { fault: { not: null } }] } }), 0);
  assert.ok(github.world.traffic.codeload.every(({ authorized }) => !authorized));
  for (const secret of [app.webhookSecret, app.clientSecret, app.privateKey.split('\n')[1]!]) {
    assert.ok(!course.log().includes(secret));
  }
  const errors = course
    .log()
    .split('\n')
    .filter((line) => line.includes('"level":50'));
  assert.deepEqual(errors, []);
}
