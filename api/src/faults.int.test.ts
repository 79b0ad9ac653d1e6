import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@gradewire/db';
import { endpoints } from './contracts/index.ts';
import type { Endpoint } from './http/endpoint.ts';
import { archiveOf } from './testing/archive.ts';
import { type Answer, assertProblem, type Client, client } from './testing/client.ts';
import { caseOf, gradeNext } from './testing/grade.ts';
import { sampleOf, schemaOf } from './testing/sample.ts';
import { seedAssignment, seedCourse, seedPerson, seedTeam } from './testing/seed.ts';
import { type Service, startService } from './testing/service.ts';

let service: Service;
let owner: Client;
/** A student of another team, and the owner of another course. */
let blue: Client;
let stranger: Client;
/** What is there, by the name of the parameter that names it. */
let there: Readonly<Record<string, string>>;
let archive: Buffer;

before(async () => {
  service = await startService({ requestsPerMinute: 1_000_000 });
  const { db, url } = service;
  const courseId = await seedCourse(db);
  const teamId = await seedTeam(db, courseId, 'Red');
  const blueTeam = await seedTeam(db, courseId, 'Blue');
  const person = await seedPerson(db, courseId, 'owner');
  owner = client(url, person.key);
  blue = client(url, (await seedPerson(db, courseId, 'student', { teamId: blueTeam })).key);
  stranger = client(url, (await seedPerson(db, await seedCourse(db), 'owner')).key);
  const { assignmentId, versionId } = await seedAssignment(db, courseId, { selfChecksPerDay: 5, selfCheckBurst: 5 });
  archive = await archiveOf({ 'python/a.py': '1' });
  const sent = await owner.upload(`/v1/assignments/${assignmentId}/submissions?team=${teamId}`, archive);
  assert.equal(sent.status, 202, sent.text);
  const artefact = { kind: 'log', name: 'a', mediaType: 'text/plain', sizeBytes: 1, hidden: false } as const;
  const artefacts = [{ ...artefact, blobKey: 'runs/a', digest: `sha256:${'0'.repeat(64)}` }];
  await gradeNext(db, [caseOf('clean/small')], { artefacts });
  const { id: artefactId } = await db.prisma.artefact.findFirstOrThrow();
  const { id: keyId } = await db.prisma.apiKey.findFirstOrThrow({ where: { userId: person.userId } });
  const named = { courseId, teamId, assignmentId, versionId, submissionId: sent.body.id, artefactId, keyId };
  there = { ...named, userId: person.userId, regradeId: newId(), repositoryId: newId(), account: 'uni', team: 'red' };
});
after(() => service[Symbol.asyncDispose]());

/** All that is stored but when a key was last used. */
async function everything(): Promise<Record<string, string>> {
  const { pool } = service.db;
  const { rows } = await pool.query<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'api_key' ORDER BY 1`,
  );
  const digests: Record<string, string> = {};
  for (const { name } of rows) {
    const { rows: found } = await pool.query(
      `SELECT md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) AS d FROM ${name} t`,
    );
    digests[name] = found[0].d;
  }
  digests.keys = String(await service.db.prisma.apiKey.count({ where: { revokedAt: null } }));
  return digests;
}

const pathOf = ({ path }: Endpoint, ids: (name: string) => string) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => ids(name));
const known = (name: string) => there[name] ?? newId();

function ask(who: Client, contract: Endpoint, path: string, body?: unknown): Promise<Answer> {
  const method = contract.method.toUpperCase();
  if (contract.body === 'archive' || contract.body === 'source') return who.upload(path, archive);
  if (contract.body === 'csv') return who.send(method, path, 'name\nx\n', { 'Content-Type': 'text/csv' });
  const sent = body ?? (contract.body === undefined ? undefined : sampleOf(schemaOf(contract.body)));
  return who.send(method, path, sent);
}

/** 4xx and problem+json, whatever it was. */
function assertRefused(answer: Answer, what: string): void {
  assert.ok(answer.status >= 400 && answer.status < 500, `${what}: ${answer.status} ${answer.text}`);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/, what);
}

/** Answered as something that is there or not, or refused; never a fault of ours. */
function assertNoFault(answer: Answer, what: string): void {
  // Without an App of its own the service says so of everything that needs GitHub.
  const isGitHub = /github/.test(what) && answer.status === 503;
  assert.ok(answer.status < 500 || isGitHub || answer.status === 501, `${what}: ${answer.status} ${answer.text}`);
  if (answer.status >= 400) assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/, what);
}

test('ids that nobody has, that are none, and those of another course open nothing and change nothing', async () => {
  const before = await everything();
  const inPath = endpoints.filter(({ path }) => /Id\}/.test(path));
  assert.ok(inPath.length > 30);
  for (const contract of inPath) {
    const tries: readonly (readonly [Client, (name: string) => string])[] = [
      [owner, () => newId()],
      [owner, () => 'nonsense'],
      [owner, () => '%00'],
      [owner, () => '..%2f..%2fetc'],
      [owner, () => 'x'.repeat(2000)],
      [stranger, known],
    ];
    for (const [who, ids] of tries) {
      const path = pathOf(contract, ids);
      assertRefused(await ask(who, contract, path), `${contract.method} ${path}`);
    }
  }
  assert.deepEqual(await everything(), before);
});

test("another team's ids are as unknown ones, and what only staff may do is not done", async () => {
  const before = await everything();
  const theirs = endpoints.filter(({ path }) => /\{(submissionId|artefactId|teamId|regradeId|keyId)\}/.test(path));
  assert.ok(theirs.length > 15);
  for (const contract of theirs) {
    const path = pathOf(contract, known);
    assertRefused(await ask(blue, contract, path), `${contract.method} ${path}`);
  }
  const writes = endpoints.filter(({ scope }) => scope === 'manage' || scope === 'grade');
  for (const contract of writes.filter(({ method }) => method !== 'get')) {
    const path = pathOf(contract, known);
    assertRefused(await ask(blue, contract, path), `${contract.method} ${path}`);
  }
  for (const path of ['submissions', 'self-checks']) {
    const place = `/v1/assignments/${there.assignmentId}/${path}?team=${there.teamId}`;
    assertRefused(await blue.upload(place, archive), place);
  }
  assert.deepEqual(await everything(), before);
});

test('a parameter that an endpoint does not have is refused by its name, and changes nothing', async () => {
  const before = await everything();
  for (const contract of endpoints) {
    const path = pathOf(contract, known);
    const answer = await ask(owner, contract, `${path}?tema=${there.teamId}&limit=1&Team=`);
    assertProblem(answer, 400, 'invalid-query', /^query\.tema: there is no such parameter; (there are|this endpoint) /);
    const others = Object.keys(contract.query?.shape ?? {});
    for (const name of others) assert.match(answer.body.detail, new RegExp(`\\b${name}\\b`), path);
    const wrong = ['query.tema', ...(others.includes('limit') ? [] : ['query.limit']), 'query.Team'];
    assert.deepEqual(
      answer.body.errors.map(({ at }: { at: string }) => at),
      wrong,
    );
  }
  assert.deepEqual(await everything(), before);
  // Pages that are no contracts read what they know.
  for (const page of ['/healthz', '/openapi.json', '/docs']) {
    assert.equal((await owner.get(`${page}?tema=1`)).status, 200, page);
  }
});

test('bodies that are no JSON, of wrong types, or too large are refused by every endpoint, and change nothing', async () => {
  const before = await everything();
  const tooLarge = `{"a":"${'x'.repeat(1024 * 1024)}"}`;
  const bodies = [
    '{"slug": ',
    '\0',
    '[',
    'NaN',
    '7',
    '"text"',
    '[[]]',
    '['.repeat(50_000),
    `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
    '{"a":1,"a":',
    tooLarge,
  ];
  const takesJson = endpoints.filter(({ body }) => body !== undefined && typeof body !== 'string');
  assert.ok(takesJson.length > 15);
  for (const contract of takesJson) {
    const path = pathOf(contract, known);
    for (const body of bodies) {
      assertRefused(
        await owner.send(contract.method.toUpperCase(), path, body),
        `${contract.method} ${path} ${body.slice(0, 30)}`,
      );
    }
  }
  assert.deepEqual(await everything(), before);
});

test('no value of any field, and no value of any query, is a fault of ours', async () => {
  const values = [
    '\0',
    '\ud800',
    'a\0b',
    '',
    'x'.repeat(20_000),
    '😀'.repeat(300),
    1e308,
    -1,
    0.5,
    2 ** 53,
    null,
    true,
    [],
    {},
  ];
  values.push(
    [null],
    ['\0'],
    { a: '\0' },
    '9999-12-31T23:59:59Z',
    '0000-01-01T00:00:00Z',
    '-271821-04-20T00:00:00Z',
    '9999-12-31T23:59:59-12:00',
  );
  for (const contract of endpoints) {
    const { body, query } = contract;
    if (body !== undefined && typeof body !== 'string') {
      const schema = schemaOf(body);
      const sample = sampleOf(schema) as object;
      for (const field of Object.keys(schema.properties ?? {})) {
        for (const value of values) {
          const path = pathOf(contract, known);
          const answer = await ask(owner, contract, path, { ...sample, [field]: value });
          assertNoFault(answer, `${contract.method} ${path} ${field}=${JSON.stringify(value)?.slice(0, 60)}`);
        }
      }
    }
    // A stream does not end by itself.
    if (query === undefined || contract.id === 'watchSubmission') continue;
    for (const field of Object.keys(schemaOf(query).properties ?? {})) {
      for (const value of [
        '',
        '%00',
        'a%00b',
        '%ED%A0%80',
        '-1',
        '1e9',
        newId(),
        'x'.repeat(3000),
        '9999999999999999999',
      ]) {
        const path = `${pathOf(contract, known)}?${field}=${value}`;
        assertNoFault(await ask(owner, contract, path), `${contract.method} ${path}`.slice(0, 200));
      }
    }
  }
});
