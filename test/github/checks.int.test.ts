import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classGround } from './ground.ts';

const create = 'POST /repos/{owner}/{repo}/check-runs';
const change = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';

const unprocessable = (message: RegExp) => (error: { status?: number; message: string }) => {
  assert.equal(error.status, 422, error.message);
  assert.match(error.message, message);
  return true;
};

const annotation = (line: number) => ({
  path: 'Python/client.py',
  start_line: line,
  end_line: line,
  annotation_level: 'failure' as const,
  message: `line ${line}`,
});

test('GitHub limits what a check run holds: bytes, annotations a request, buttons', async () => {
  await using ground = await classGround();
  const { github, ada, octokit, at } = ground;
  const { sha } = await github.push('uni/sockets', 'main', { a: '1' }, ada);
  const first = { ...at, name: 'Grade', head_sha: sha };
  const output = (extra: object) =>
    octokit.request(create, { ...first, output: { title: 't', summary: 's', ...extra } });
  // 21,845 characters of three bytes each are 65,535.
  await output({ summary: '€'.repeat(21_845), text: 'x'.repeat(65_535) });
  await assert.rejects(
    output({ summary: '€'.repeat(21_846) }),
    unprocessable(/Only 65535 characters are allowed; 65538/),
  );
  await assert.rejects(output({ text: 'x'.repeat(65_536) }), unprocessable(/65536 were supplied/));
  const many = Array.from({ length: 51 }, (_, index) => annotation(index + 1));
  await assert.rejects(output({ annotations: many }), unprocessable(/No more than 50 items are allowed; 51 were/));
  await assert.rejects(output({ annotations: [{ ...annotation(2), end_line: 1 }] }), unprocessable(/end_line/));
  const button = { label: 'Run official', description: 'Uses up one of three', identifier: 'official' };
  const buttons = (actions: (typeof button)[]) => octokit.request(create, { ...first, actions });
  await buttons([button, button, button]);
  await assert.rejects(buttons([button, button, button, button]), unprocessable(/No more than 3 items/));
  await assert.rejects(buttons([{ ...button, label: 'x'.repeat(21) }]), unprocessable(/Only 20 characters/));
  await assert.rejects(buttons([{ ...button, description: 'x'.repeat(41) }]), unprocessable(/Only 40 characters/));
  await assert.rejects(buttons([{ ...button, identifier: 'x'.repeat(21) }]), unprocessable(/Only 20 characters/));
  await assert.rejects(
    octokit.request(create, { ...first, head_sha: '0'.repeat(40) }),
    unprocessable(/No commit found/),
  );
  assert.equal(github.checkRuns(sha).length, 2);
});

test('annotations add up over updates, and are read in pages; output and status are replaced', async () => {
  await using ground = await classGround();
  const { github, ada, octokit, at } = ground;
  const { sha } = await github.push('uni/sockets', 'main', { a: '1' }, ada);
  const { data } = await octokit.request(create, { ...at, name: 'Grade', head_sha: sha, status: 'in_progress' });
  const it = { ...at, check_run_id: Number(data.id) };
  for (const from of [1, 51]) {
    const annotations = Array.from({ length: 50 }, (_, index) => annotation(from + index));
    await octokit.request(change, { ...it, output: { title: 't', summary: `from ${from}`, annotations } });
  }
  await assert.rejects(
    octokit.request(change, { ...it, status: 'completed' } as never),
    unprocessable(/conclusion is required/),
  );
  const done = await octokit.request(change, { ...it, conclusion: 'failure' });
  assert.deepEqual(
    [done.data.status, done.data.conclusion, done.data.output.summary, done.data.output.annotations_count],
    ['completed', 'failure', 'from 51', 100],
  );
  assert.ok(done.data.completed_at !== null);
  const page = await octokit.request('GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations', {
    ...it,
    per_page: 60,
    page: 2,
  });
  assert.deepEqual([page.data.length, page.data.at(-1)?.start_line], [40, 100]);
  assert.deepEqual(
    github.checkRuns(sha)[0]?.history.map(({ status }) => status),
    ['in_progress', 'completed'],
  );
});

test('of several runs with one name the latest is listed, unless all are wanted', async () => {
  await using ground = await classGround();
  const { github, ada, octokit, at } = ground;
  const { sha } = await github.push('uni/sockets', 'main', { a: '1' }, ada);
  for (const name of ['Grade', 'Matrix', 'Grade']) await octokit.request(create, { ...at, name, head_sha: sha });
  const list = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';
  const ids = github.checkRuns(sha).map(({ id }) => id);
  const latest = await octokit.request(list, { ...at, ref: sha });
  assert.deepEqual(
    latest.data.check_runs.map(({ id }) => id),
    [ids[2], ids[1]],
  );
  const all = await octokit.request(list, { ...at, ref: 'main', filter: 'all', check_name: 'Grade' });
  assert.deepEqual([all.data.total_count, all.data.check_runs.at(-1)?.id], [2, ids[0]]);
  const suite = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/check-suites', { ...at, ref: sha });
  assert.deepEqual(
    suite.data.check_suites.map(({ status, latest_check_runs_count }) => [status, latest_check_runs_count]),
    [['queued', 3]],
  );
});

test('a check for a commit from a fork knows no pull request and no branch', async () => {
  await using ground = await classGround();
  const { github, target, ada, octokit, at, repository } = ground;
  const fork = await github.fork(repository, ada);
  const { sha } = await github.push(fork, 'ruby', { 'Ruby/client.rb': 'puts 1\n' }, ada);
  const pull = await github.openPullRequest(repository, { branch: 'ruby', fork, by: ada });
  const { data } = await octokit.request(create, { ...at, name: 'Grade', head_sha: sha });
  assert.deepEqual(data.pull_requests, []);
  const [run] = github.checkRuns(sha);
  assert.equal(run?.suite.headBranch, null);
  await github.rerequestCheck(run!, ada);
  const { payload } = target.received.find((one) => one.payload.action === 'rerequested')!;
  assert.deepEqual((payload.check_run as { pull_requests: unknown }).pull_requests, []);
  const told = target.received.filter(({ event }) => event === 'check_suite' || event === 'push');
  assert.deepEqual(told.filter((one) => JSON.stringify(one.payload).includes(sha)).length, 0);
  const of = await octokit.request('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', { ...at, commit_sha: sha });
  assert.deepEqual(
    of.data.map(({ number, head }) => [number, head.repo.full_name]),
    [[pull.number, 'ada/sockets']],
  );
});

test('an App is told of its own runs, of re-runs and of its buttons', async () => {
  await using ground = await classGround();
  const { github, target, ada, octokit, at, teacher } = ground;
  const { sha } = await github.push('uni/sockets', 'main', { a: '1' }, ada);
  const actions = [{ label: 'Run official', description: 'Uses up one of three', identifier: 'official' }];
  const { data } = await octokit.request(create, {
    ...at,
    name: 'Grade',
    head_sha: sha,
    external_id: 'run-7',
    actions,
  });
  await octokit.request(change, { ...at, check_run_id: Number(data.id), conclusion: 'neutral' });
  const [run] = github.checkRuns(sha);
  await github.settled();
  await github.pressAction(run!, 'official', teacher);
  await github.rerequestSuite(run!.suite, teacher);
  assert.throws(() => github.pressAction(run!, 'other', teacher));
  const told = target.received
    .filter(({ event }) => event.startsWith('check_'))
    .map(({ event, payload }) => `${event} ${payload.action}`);
  assert.deepEqual(told.sort(), [
    'check_run completed',
    'check_run created',
    'check_run requested_action',
    'check_suite completed',
    'check_suite requested',
    'check_suite rerequested',
  ]);
  const pressed = target.received.find(({ payload }) => payload.action === 'requested_action')!.payload;
  assert.deepEqual(pressed.requested_action, { identifier: 'official' });
  const { external_id, id } = pressed.check_run as { external_id: string; id: number };
  assert.deepEqual([external_id, id, (pressed.sender as { id: number }).id], ['run-7', run?.id, teacher.id]);
});

test('commit statuses: the newest of each context counts, at most 1000, short descriptions', async () => {
  await using ground = await classGround();
  const { github, ada, octokit, at } = ground;
  const { sha } = await github.push('uni/sockets', 'main', { a: '1' }, ada);
  const post = (state: 'pending' | 'success', description = 'fine') =>
    octokit.request('POST /repos/{owner}/{repo}/statuses/{sha}', { ...at, sha, state, description, context: 'grade' });
  await post('pending');
  await post('success', 'x'.repeat(140));
  await assert.rejects(post('success', 'x'.repeat(141)), unprocessable(/Validation Failed/));
  const combined = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/status', { ...at, ref: sha });
  assert.deepEqual([combined.data.state, combined.data.statuses.length], ['success', 1]);
  const [one] = github.world.statuses;
  while (github.world.statuses.length < 1000) github.world.statuses.push({ ...one! });
  await assert.rejects(post('pending'), unprocessable(/maximum number of statuses/));
});

test('comments are written, found and changed; too long ones refused', async () => {
  await using ground = await classGround();
  const { github, ada, octokit, at, app } = ground;
  await github.push('uni/sockets', 'ruby', { a: '1' }, ada);
  const pull = await github.openPullRequest('uni/sockets', { branch: 'ruby', by: ada });
  const on = { ...at, issue_number: pull.number };
  const path = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
  const { data } = await octokit.request(path, { ...on, body: 'x'.repeat(65_536) });
  await assert.rejects(octokit.request(path, { ...on, body: 'x'.repeat(65_537) }), unprocessable(/Validation Failed/));
  const update = { ...at, comment_id: Number(data.id), body: '90 of 100' };
  await octokit.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', update);
  const listed = await octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', on);
  assert.deepEqual(
    listed.data.map(({ body, user, performed_via_github_app: by }) => [body, user?.login, user?.type, by?.id]),
    [['90 of 100', `${app.slug}[bot]`, 'Bot', app.id]],
  );
});
