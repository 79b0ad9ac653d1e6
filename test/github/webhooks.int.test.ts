import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classGround } from './ground.ts';
import { missingFields } from './hooks/recorded-shape.ts';

const list = 'GET /app/hook/deliveries';

test('every webhook is signed, and speaks of nobody but the people of this GitHub', async () => {
  await using ground = await classGround();
  const { github, target, ada, teacher, repository, app, installation, client, octokit, at, organization } = ground;
  const team = github.createTeam(organization, 'Team One');
  await github.setTeamMember({ organization, team, member: ada, in: true });
  await github.setOrganizationMember(organization, github.createUser('bob'), 'member');
  await github.setCollaborator(repository, ada, 'write');
  await github.push(repository, 'ruby', { a: '1' }, ada);
  const pull = await github.openPullRequest(repository, { branch: 'ruby', by: ada });
  await github.editPullRequest(pull, { title: 'Other' });
  await github.setDraft(pull, true);
  const { data } = await octokit.request('POST /repos/{owner}/{repo}/check-runs', {
    ...at,
    name: 'Grade',
    head_sha: pull.headSha,
  });
  const it = { ...at, check_run_id: Number(data.id) };
  await octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', { ...it, conclusion: 'success' });
  const [run] = github.checkRuns(pull.headSha);
  await github.rerequestCheck(run!, ada);
  await github.rerequestSuite(run!.suite, ada);
  await github.mergePullRequest(pull, teacher);
  await github.deleteBranch(repository, 'ruby', ada);
  await github.renameRepository(repository, 'networks');
  await github.renameAccount(organization, 'university');
  await github.setPrivate(repository, false);
  await github.setArchived(repository, true);
  await github.suspend(installation);
  await github.unsuspend(installation);
  await github.changeRepositories(installation, 'added', [repository]);
  await github.deleteRepository(repository);
  await github.uninstall(installation);
  await github.ping(app);
  await github.settled();

  const kinds = new Set<string>();
  for (const { event, body, headers, payload } of target.received) {
    assert.ok(await client.webhooks.verify(body, headers['x-hub-signature-256']!), event);
    assert.match(headers['x-github-delivery']!, /^[0-9a-f-]{36}$/);
    assert.equal(headers['x-github-hook-id'], String(app.hookId));
    assert.doesNotMatch(body, /octocat|octocoder|codertocat|hello-world|octo-org|api\.github\.com/i, event);
    if (event !== 'ping') assert.equal((payload.installation as { id: number }).id, installation.id, event);
    // Another App has other permissions; and only repositories' hooks have been seen to be pinged.
    const missing = missingFields(event, payload).filter((field) => !field.includes('permissions.'));
    if (event !== 'ping') assert.deepEqual(missing, [], `${event} ${payload.action}`);
    kinds.add(`${event} ${payload.action ?? ''}`.trim());
  }
  assert.deepEqual([...kinds].sort(), [
    'check_run completed',
    'check_run created',
    'check_run rerequested',
    'check_suite completed',
    'check_suite requested',
    'check_suite rerequested',
    'installation created',
    'installation deleted',
    'installation suspend',
    'installation unsuspend',
    'installation_repositories added',
    'installation_target renamed',
    'member added',
    'membership added',
    'organization member_added',
    'ping',
    'pull_request closed',
    'pull_request converted_to_draft',
    'pull_request edited',
    'pull_request opened',
    'push',
    'repository archived',
    'repository deleted',
    'repository publicized',
    'repository renamed',
  ]);
  const renamed = target.received.find(({ payload }) => payload.action === 'renamed')!.payload;
  assert.deepEqual(renamed.changes, { repository: { name: { from: 'sockets' } } });
});

test('deliveries can be held back and let go in another order', async () => {
  await using ground = await classGround();
  const { github, target, ada, repository } = ground;
  await github.push(repository, 'ruby', { a: '1' }, ada);
  const before = target.received.length;
  github.hold();
  const pull = await github.openPullRequest(repository, { branch: 'ruby', by: ada });
  await github.synchronize(pull, { a: '2' });
  assert.equal(target.received.length, before);
  const { data: none } = await ground.client.octokit.request(list, { per_page: 1 });
  assert.notEqual(none[0]?.action, 'synchronize');
  await github.letGo((held) => held.filter(({ event }) => event === 'pull_request').reverse());
  assert.deepEqual(
    target.received.slice(before).map(({ payload }) => payload.action),
    ['synchronize', 'opened'],
  );
});

test('what was dropped is found by its list, page by page, and brought again with the same GUID', async () => {
  await using ground = await classGround();
  const { github, target, ada, repository, client } = ground;
  const before = target.received.length;
  github.drop(({ event }) => event === 'push');
  for (const branch of ['a', 'b', 'c']) await github.push(repository, branch, { [branch]: branch }, ada);
  assert.deepEqual(
    target.received.slice(before).map(({ event }) => event),
    ['check_suite', 'check_suite', 'check_suite'],
  );
  const lost: { id: number | bigint; guid: string }[] = [];
  let cursor: string | undefined;
  do {
    const { data, headers } = await client.octokit.request(list, { per_page: 2, ...(cursor && { cursor }) });
    assert.ok(data.length <= 2);
    lost.push(...data.filter(({ status }) => status !== 'OK'));
    cursor = /cursor=([^&>]+)[^>]*>; rel="next"/.exec(headers.link ?? '')?.[1];
  } while (cursor !== undefined);
  assert.equal(lost.length, 3);
  github.drop(undefined);
  const delivery_id = Number(lost[0]!.id);
  const detail = await client.octokit.request('GET /app/hook/deliveries/{delivery_id}', { delivery_id });
  assert.equal((detail.data.request.payload as { ref: string }).ref, 'refs/heads/c');
  const answer = await client.octokit.request('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id });
  assert.equal(answer.status, 202);
  await github.settled();
  assert.deepEqual([target.received.at(-1)?.event, target.received.at(-1)?.guid], ['push', lost[0]!.guid]);
  const { data } = await client.octokit.request(list, { per_page: 1 });
  assert.deepEqual([data[0]?.guid, data[0]?.redelivery, data[0]?.status], [lost[0]!.guid, true, 'OK']);
});

test('an App that answers with an error, or not at all, is written down as such', async () => {
  await using ground = await classGround();
  const { github, target, ada, repository, app } = ground;
  target.status = 500;
  const { deliveries } = await github.push(repository, 'a', { a: '1' }, ada);
  assert.deepEqual([deliveries[0]?.status, deliveries[0]?.statusCode], ['Invalid HTTP Response: 500', 500]);
  target.status = undefined;
  github.world.hooks.timeoutMs = 50;
  assert.equal((await github.ping(app)).status, 'timed out');
  github.world.hooks.timeoutMs = 10_000;
  app.hookUrl = 'http://127.0.0.1:9/';
  assert.equal((await github.ping(app)).status, 'failed to connect to host');
});

test('one delivery, a thousand times at once: same GUID, same body, well above 100 a second', async () => {
  await using ground = await classGround();
  const { github, target, ada, repository } = ground;
  const { deliveries } = await github.push(repository, 'a', { a: '1' }, ada);
  const before = target.received.length;
  github.world.hooks.timeoutMs = 120_000;
  const begun = performance.now();
  await github.redeliver(deliveries[0]!, 1000);
  const seconds = (performance.now() - begun) / 1000;
  const copies = target.received.slice(before);
  assert.deepEqual([copies.length, new Set(copies.map(({ guid }) => guid)).size], [1000, 1]);
  assert.equal(new Set(copies.map(({ body }) => body)).size, 1);
  assert.ok(seconds < 10, `${seconds} s`);
});
