import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { claimRun, commitAttempt, type Database, type NewMatrix } from '@gradewire/db';
import { archiveOf } from './testing/archive.ts';
import { assertProblem, client } from './testing/client.ts';
import { seedAssignment, seedCourse, seedPerson, seedTeam } from './testing/seed.ts';
import { type Service, startService } from './testing/service.ts';

let service: Service;
before(async () => {
  service = await startService();
});
after(() => service[Symbol.asyncDispose]());

const nothing = { state: 'done', result: {}, cases: [], artefacts: [] } as const;

/** A worker's part: the official run, then the matrix run if one is wanted; those of `broken` fail as servers. */
async function grade({ pool }: Database, teams: ReadonlyMap<string, Date>, broken: readonly string[]) {
  const claim = (lane: 'official' | 'matrix') => claimRun(pool, { worker: 'w', leaseMs: 60_000, lanes: [lane] });
  const official = (await claim('official'))!;
  const { teamId } = official;
  const matrixWith = (others: readonly string[]): NewMatrix => {
    const ids = [teamId, ...others];
    const common = { folder: 'py', language: 'python', submissionId: null };
    const subjects = ids.map((id) => ({ ...common, teamId: id, graded: id === teamId, asOf: teams.get(id)! }));
    const text = 'The red:py server never replies.';
    const pair = (one: number, other: number): NewMatrix['pairs'][number] => ({
      ...{ client: one, server: other, points: 0, maxPoints: 0, hidden: false },
      ...(broken.includes(ids[other]!)
        ? { outcome: 'timed-out', blame: 'both', feedback: [{ code: 'server-never-replies', text }] }
        : { outcome: 'passed', blame: null, feedback: [] }),
    });
    const pairs = ids.flatMap((_, other) => (other === 0 ? [pair(0, 0)] : [pair(0, other), pair(other, 0)]));
    return { teamId, asOf: teams.get(teamId)!, subjects, pairs };
  };
  const score = { raw: 5, late: 0, max: 10 };
  await commitAttempt(pool, official.fence, { ...nothing, score, matrix: matrixWith([]), wantsMatrix: true });
  const more = await claim('matrix');
  const others = [...teams.keys()].filter((id) => id !== teamId);
  assert.equal(more === undefined, others.length === 0, 'the first of a class meets nobody');
  if (more) await commitAttempt(pool, more.fence, { ...nothing, matrix: matrixWith(others) });
}

async function classOfThree(visibility = {}) {
  const { db, url } = service;
  const courseId = await seedCourse(db);
  const { assignmentId } = await seedAssignment(db, courseId, {}, visibility);
  const staff = client(url, (await seedPerson(db, courseId, 'instructor')).key);
  const names = ['Red', 'Blue', 'Green'];
  const teams: { id: string; student: ReturnType<typeof client> }[] = [];
  for (const name of names) {
    const id = await seedTeam(db, courseId, name);
    teams.push({ id, student: client(url, (await seedPerson(db, courseId, 'student', { teamId: id })).key) });
  }
  const path = `/v1/assignments/${assignmentId}`;
  const times = new Map<string, Date>();
  const broken = new Set<string>();
  /** Hands in, and is graded. */
  const turn = async (place: number, content: string) => {
    const { id, student } = teams[place]!;
    const sent = await student.upload(`${path}/submissions`, await archiveOf({ 'py/server.py': content }));
    assert.equal(sent.status, 202, sent.text);
    times.set(id, new Date(sent.body.receivedAt));
    if (content === 'broken') broken.add(id);
    else broken.delete(id);
    await grade(db, times, [...broken]);
    return sent.body.id as string;
  };
  return { staff, teams, path, turn, assignmentId };
}

test('staff see who fails with whom since which submission, and the scores stay what they were', async () => {
  const { staff, teams, path, turn } = await classOfThree();
  for (const [place] of teams.entries()) await turn(place, `good ${place}`);
  const bad = await turn(0, 'broken');
  const { status, body, text } = await staff.get(`${path}/matrix`);
  assert.equal(status, 200, text);
  const labels = new Map(body.subjects.map(({ id, label }: { id: string; label: string }) => [id, label]));
  assert.deepEqual([...labels.values()].sort(), ['Blue: py', 'Green: py', 'Red: py']);
  assert.equal(body.cells.length, 9);
  for (const cell of body.cells) {
    const isRed = labels.get(cell.server) === 'Red: py';
    assert.equal(cell.outcome === 'passed', !isRed);
    // By itself the pair says that it is both sides' fault; the others work with everybody else.
    const own = labels.get(cell.client) === 'Red: py';
    assert.equal(cell.blame, isRed ? 'server' : null, `${own}`);
    if (isRed) assert.deepEqual([cell.since.submissionId, cell.causes[0].code], [bad, 'server-never-replies']);
  }
  const red = body.cells.find((cell: { client: string; server: string }) => {
    return labels.get(cell.client) === 'Blue: py' && labels.get(cell.server) === 'Red: py';
  });
  const worse = await turn(0, 'broken');
  const history = await staff.get(`${path}/matrix/history?client=${red.client}&server=${red.server}`);
  const items = history.body.items as { submissionId: string; outcome: string; changed: boolean }[];
  assert.deepEqual(
    items.slice(-2).map(({ submissionId, changed }) => [submissionId, changed]),
    [
      [bad, true],
      [worse, false],
    ],
  );
  const scores = (await staff.get(`${path}/results`)).body.items as { score: { final: number }; state: string }[];
  assert.deepEqual(
    scores.map(({ score, state }) => [score.final, state]),
    new Array(3).fill([5, 'done']),
  );

  const csv = await staff.get(`${path}/matrix?format=csv`);
  assert.match(csv.headers.get('content-type')!, /^text\/csv/);
  assert.match(csv.text, /Blue: py,passed,passed,"?timed out, server's fault/);
  const html = await staff.get(`${path}/matrix?format=html`);
  assert.match(html.text, /<th scope="row">Blue: py<\/th>/);
  assert.doesNotMatch(html.text, /<script/);
  assert.match(html.headers.get('content-security-policy')!, /default-src 'none'/);
  const archive = (await staff.get(`${path}/export?format=archive`)).body;
  assert.equal(archive.matrixSubjects.length, 3);
  assert.ok(archive.matrixCells.length > 9, 'with its history');
  assertProblem(await staff.get(`${path}/matrix?format=pdf`), 400, 'invalid-query', /format/);
  assertProblem(await staff.get(`${path}/matrix/history?client=${red.client}`), 400, 'invalid-query', /server/);
});

test('students see languages, or teams, or nothing, as the assignment says', async () => {
  const { staff, teams, path, turn } = await classOfThree();
  await turn(0, 'broken');
  const own = await turn(1, 'good');
  const blue = teams[1]!.student;
  const { body, text } = await blue.get(`${path}/matrix`);
  assert.equal(body.names, 'languages');
  assert.doesNotMatch(text, /Red|red:|never replies\./);
  assert.deepEqual(
    body.subjects.map(({ label, own: mine, team }: { label: string; own: boolean; team: { name: string } | null }) => [
      label,
      mine,
      team?.name,
    ]),
    [
      ['Python', false, undefined],
      ['Python 2', true, 'Blue'],
    ],
  );
  const ids = new Set(JSON.stringify(body.cells).match(/"submissionId":"[^"]+"/g));
  assert.deepEqual([...ids], [`"submissionId":"${own}"`], 'of others no submission is named');
  const { client: one, server: other } = body.cells.find(({ outcome }: { outcome: string }) => outcome !== 'passed');
  const past = await blue.get(`${path}/matrix/history?client=${one}&server=${other}`);
  assert.equal(past.status, 200);
  assert.doesNotMatch(past.text, /red:/);

  assert.equal((await staff.send('PATCH', path, { matrixNames: 'teams' })).body.matrixNames, 'teams');
  assert.match((await blue.get(`${path}/matrix`)).text, /Red: py.*never replies\./);
  await staff.send('PATCH', path, { matrixNames: 'staff-only' });
  assertProblem(await blue.get(`${path}/matrix`), 404, 'not-found');
  assertProblem(await blue.get(`${path}/matrix/history?client=${one}&server=${other}`), 404, 'not-found');
  assert.equal((await staff.get(`${path}/matrix`)).status, 200);
  assertProblem(await staff.send('PATCH', path, { matrixNames: 'all' }), 400, 'invalid-body', /matrixNames/);
  const stranger = client(service.url, (await seedPerson(service.db, await seedCourse(service.db), 'instructor')).key);
  assertProblem(await stranger.get(`${path}/matrix`), 404, 'not-found');
});

test('a concealed pair is in no cell, in no history, and settles no blame that a student sees', async () => {
  const { staff, teams, path, turn } = await classOfThree({ untilClosed: ['pair'] });
  await turn(0, 'broken');
  await turn(1, 'good');
  const whole = (await staff.get(`${path}/matrix`)).body;
  assert.equal(whole.cells.length, 4);
  const { student } = teams[1]!;
  assert.deepEqual((await student.get(`${path}/matrix`)).body.cells, []);
  const [cell] = whole.cells;
  assertProblem(
    await student.get(`${path}/matrix/history?client=${cell.client}&server=${cell.server}`),
    404,
    'not-found',
  );
});

test('the run that fills the matrix shows in the matrix alone, and is not cancelled with the submission', async () => {
  const { db } = service;
  const { staff, teams, path, turn } = await classOfThree();
  await turn(1, 'good');
  const { student } = teams[0]!;
  const sent = await student.upload(`${path}/submissions`, await archiveOf({ 'py/server.py': 'good' }));
  const { fence } = (await claimRun(db.pool, { worker: 'w', leaseMs: 60_000, lanes: ['official'] }))!;
  assert.equal((await student.get(sent.body.links.self)).body.run.state, 'running');
  const { items } = (await staff.get(`${path}/results?state=running`)).body;
  assert.deepEqual(
    items.map((row: { teamId: string; state: string }) => [row.teamId, row.state]),
    [[sent.body.teamId, 'running']],
  );
  assertProblem(await staff.get(`${path}/results?state=claimed`), 400, 'invalid-query', /state/);
  assertProblem(await student.get(sent.body.links.result), 409, 'conflict', /the run is running/);
  await commitAttempt(db.pool, fence, { ...nothing, wantsMatrix: true });
  const { self } = sent.body.links;
  assert.deepEqual(
    [(await student.get(self)).body.run.state, (await student.get(self)).body.run.reason],
    ['done', 'official'],
  );
  const [waiting] = (await staff.get(`${path}/matrix`)).body.runs;
  assert.equal(waiting.state, 'waiting');
  assert.equal((await student.get(`${path}/matrix`)).body.runs[0].runId, null);
  await student.post(`${self}/cancel`);
  assert.equal((await db.prisma.run.findUniqueOrThrow({ where: { id: waiting.runId } })).state, 'waiting');
  const claimed = (await claimRun(db.pool, { worker: 'w', leaseMs: 60_000, lanes: ['matrix'] }))!;
  assert.equal((await staff.get(`${path}/matrix`)).body.runs[0].state, 'running');
  await commitAttempt(db.pool, claimed.fence, nothing);
  assertProblem(await student.get(`${self}/result?run=${waiting.runId}`), 404, 'not-found');
});
