import assert from 'node:assert/strict';
import { test } from 'node:test';
import { App } from '@octokit/app';
import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { classGround } from './ground.ts';

const create = 'POST /repos/{owner}/{repo}/check-runs';
const failing = (status: number) => (error: { status?: number }) => error.status === status;

test('requests fail as often as wished, and every so manyth one of them', async () => {
  await using ground = await classGround();
  const { github, octokit, at } = ground;
  const ask = () => octokit.request('GET /repos/{owner}/{repo}', at);
  github.failNext('GET /repos/uni/sockets', 502, 2);
  await assert.rejects(ask(), failing(502));
  await assert.rejects(ask(), failing(502));
  await ask();
  github.disturb({ requests: /^GET \/repos/, every: 3, status: 503 });
  const seen = await Promise.all(
    Array.from({ length: 9 }, () =>
      ask().then(
        () => 200,
        ({ status }) => status as number,
      ),
    ),
  );
  assert.equal(seen.filter((status) => status === 503).length, 3);
  github.calm();
  await ask();
});

test('an answer can be lost after the request took effect, come late, or not come at all', async () => {
  await using ground = await classGround();
  const { github, octokit, at, ada } = ground;
  const { sha } = await github.push('uni/sockets', 'main', { a: '1' }, ada);
  github.disturb({ requests: 'POST /repos', status: 502, times: 1, afterEffect: true });
  await assert.rejects(octokit.request(create, { ...at, name: 'Grade', head_sha: sha }), failing(502));
  assert.equal(github.checkRuns(sha).length, 1);
  github.disturb({ requests: 'GET /repos', times: 1, delayMs: 100 });
  const begun = performance.now();
  await octokit.request('GET /repos/{owner}/{repo}', at);
  assert.ok(performance.now() - begun >= 99);
  github.disturb({ requests: 'GET /repos', times: 1, status: 'hang-up' });
  await assert.rejects(octokit.request('GET /repos/{owner}/{repo}', at), failing(500));
});

test('every answer says what is left of the hour, and after it there is 403 until the reset', async () => {
  let skewMs = 0;
  await using ground = await classGround({ hourlyLimit: 3, now: () => Date.now() + skewMs });
  const { github, at, teacher } = ground;
  const octokit = new Octokit({ baseUrl: github.apiUrl, auth: github.personalToken(teacher) });
  const left: unknown[] = [];
  for (let time = 0; time < 3; time += 1) {
    const { headers } = await octokit.request('GET /repos/{owner}/{repo}', at);
    left.push(headers['x-ratelimit-remaining']);
  }
  assert.deepEqual(left, ['2', '1', '0']);
  await assert.rejects(octokit.request('GET /repos/{owner}/{repo}', at), (error: Error & { status?: number }) => {
    assert.equal(error.status, 403);
    assert.match(error.message, /API rate limit exceeded for user ID/);
    return true;
  });
  skewMs = 3_601_000;
  await octokit.request('GET /repos/{owner}/{repo}', at);
});

test('GitHub’s own plugins understand both kinds of limit, and get through', async () => {
  await using ground = await classGround();
  const { github, app, installation, at } = ground;
  const limits: string[] = [];
  const again = (kind: string) => (after: number, _options: unknown, _octokit: unknown, count: number) => {
    limits.push(`${kind} ${after}`);
    return count < 2;
  };
  const client = new App({
    appId: app.id,
    privateKey: app.privateKey,
    Octokit: Octokit.plugin(retry, throttling).defaults({
      baseUrl: github.apiUrl,
      throttle: { onRateLimit: again('primary'), onSecondaryRateLimit: again('secondary') },
    }),
  });
  const octokit = await client.getInstallationOctokit(installation.id);
  github.limitNext('GET /repos/uni/sockets', 1);
  await octokit.request('GET /repos/{owner}/{repo}', at);
  github.useUpHour({ resetMs: 5000 });
  await octokit.request('GET /repos/{owner}/{repo}', at);
  assert.equal(limits[0], 'secondary 1');
  assert.match(limits[1] ?? '', /^primary \d$/);
  github.failNext('GET /repos/uni/sockets', 500);
  await octokit.request('GET /repos/{owner}/{repo}', { ...at, request: { retryAfter: 0 } });
  assert.equal(github.world.traffic.requests.filter(({ status }) => status === 500).length, 1);
});
