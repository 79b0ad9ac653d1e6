import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import examples from '@octokit/webhooks-examples' with { type: 'json' };
import { allTaken, type Connected, connected, stopServer } from './connected.ts';

after(stopServer);

const sign = (secret: string, body: string | Buffer) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

function post(course: Connected, body: string | Buffer, headers: Record<string, string> = {}) {
  return fetch(`${course.url()}/github/webhooks`, {
    method: 'POST',
    body: body as string,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'ping',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': sign(course.app.webhookSecret, body),
      ...headers,
    },
  });
}

const problem = async (response: Response) => ((await response.json()) as { type: string }).type;

test('every recorded payload is answered with 202, and none is left behind', async () => {
  await using course = await connected();
  const { db } = course;
  const seen: Record<number, number> = {};
  for (const { name, examples: payloads } of examples as unknown as { name: string; examples: object[] }[]) {
    for (const payload of payloads) {
      const answer = await post(course, JSON.stringify(payload), { 'x-github-event': name });
      seen[answer.status] = (seen[answer.status] ?? 0) + 1;
    }
  }
  assert.deepEqual(Object.keys(seen), ['202']);
  assert.ok(seen[202]! >= 320);
  await allTaken(course);
  const byState = await db.prisma.webhookDelivery.groupBy({ by: ['state'], _count: true });
  assert.deepEqual(
    byState.map(({ state }) => state),
    ['ignored'],
  );
  // Nothing of what we read is unlike what GitHub sends.
  const unread = await db.prisma.webhookDelivery.findMany({
    where: { note: { startsWith: 'not as GitHub' } },
    select: { event: true, action: true, note: true },
  });
  assert.deepEqual(unread, []);
});

test('a wrong signature, or none, is refused before anything is read; nothing is written down', async () => {
  await using course = await connected();
  const { db, app } = course;
  const before = await db.prisma.webhookDelivery.count();
  const body = '{"action":"opened"}';
  for (const signature of [
    '',
    'sha256=',
    `sha256=${'0'.repeat(64)}`,
    sign('guessed', body),
    sign(app.webhookSecret, `${body} `),
    sign(app.webhookSecret, body).toUpperCase(),
    `sha1=${createHmac('sha1', app.webhookSecret).update(body).digest('hex')}`,
  ]) {
    const answer = await post(course, body, { 'x-hub-signature-256': signature });
    assert.equal(answer.status, 401, signature);
    assert.equal(await problem(answer), '/problems/invalid-signature');
  }
  const notJson = await post(course, 'this is not JSON');
  assert.equal(notJson.status, 400);
  assert.equal((await post(course, body, { 'content-type': 'application/x-www-form-urlencoded' })).status, 415);
  assert.equal((await post(course, body, { 'content-encoding': 'gzip' })).status, 415);
  assert.equal((await post(course, body, { 'x-github-delivery': 'x' })).status, 400);
  assert.equal((await post(course, '')).status, 401);
  assert.equal(await db.prisma.webhookDelivery.count(), before);
});

test('a body of 25 MB is taken, a larger one is refused with 413; an unknown event is written down and ignored', async () => {
  await using course = await connected();
  const { db } = course;
  const filled = (bytes: number) => Buffer.from(`{"a":"${'x'.repeat(bytes - 8)}"}`);
  assert.equal((await post(course, filled(25_000_000), { 'x-github-event': 'pull_request' })).status, 202);
  const tooLarge = await post(course, filled(25_000_001));
  assert.equal(tooLarge.status, 413);
  assert.equal(await problem(tooLarge), '/problems/too-large');
  const guid = randomUUID();
  const headers = { 'x-github-event': 'sponsored_moon_landing', 'x-github-delivery': guid };
  assert.equal((await post(course, '{"action":"landed"}', headers)).status, 202);
  const row = await db.prisma.webhookDelivery.findUniqueOrThrow({ where: { guid } });
  assert.deepEqual([row.state, row.action, row.payload], ['ignored', 'landed', {}]);
});

test('control characters, lone surrogates, odd numbers and other shapes in a signed payload do no harm', async () => {
  await using course = await connected();
  const { db } = course;
  const bodies = [
    'null',
    '[]',
    '"text"',
    '7',
    '{}',
    '{"action":null}',
    '{"action":"opened","pull_request":{}}',
    '{"action":"opened","repository":{"id":1e400,"full_name":"a/b","default_branch":"\\u0000"}}',
    '{"ref":"refs/heads/\\ud800","after":"x","deleted":false,"repository":{"id":1,"full_name":"\\u0000","default_branch":"m"},"sender":{"id":1,"login":"l"}}',
    `{"ref":"refs/heads/\\u0000","after":"${'a'.repeat(40)}","deleted":false,"repository":{"id":1,"full_name":"a/b","default_branch":"m"},"sender":{"id":1,"login":"l"}}`,
    `{"ref":"refs/heads/\\ud800","after":"${'a'.repeat(40)}","deleted":false,"repository":{"id":1,"full_name":"a/b","default_branch":"m"},"sender":{"id":1,"login":"l"}}`,
    '{"__proto__":{"action":"opened"}}',
  ];
  for (const body of bodies) {
    for (const event of ['push', 'pull_request', 'check_run', 'installation', 'repository']) {
      assert.equal((await post(course, body, { 'x-github-event': event })).status, 202, `${event} ${body}`);
    }
  }
  const taken = await db.prisma.webhookDelivery.count({ where: { state: { not: 'ignored' } } });
  assert.equal(taken, 0);
});
