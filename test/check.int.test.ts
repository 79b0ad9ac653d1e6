import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { root, temporaryFolder } from './grade-folder.ts';
import { gradewire } from './gradewire-command.ts';
import { ask, makeHello, serve, until } from './gradewire-serve.ts';

const roster = 'name,email,team\nAda,ada@example.edu,Red\nBob,bob@example.edu,Red\n';
const place = await temporaryFolder();
const work = path.join(place.path, 'work');
let service: Awaited<ReturnType<typeof serve>>;
let course: Awaited<ReturnType<typeof makeHello>>;
let keyOf: (name: string, more?: object) => Promise<{ key: string }>;
let server: string[];
let ada: string[];

before(async () => {
  service = await serve('--data', path.join(place.path, 'data'));
  const { url } = service;
  const owner = service.key!;
  const settings = { selfChecksPerDay: 9, selfCheckBurst: 3 };
  course = await makeHello(url, owner, { settings, visibility: { hidden: ['usage'], untilClosed: ['challenge'] } });
  const at = `${url}/v1/courses/${course.courseId}`;
  const headers = { Authorization: `Bearer ${owner}`, 'Content-Type': 'text/csv' };
  assert.ok((await fetch(`${at}/roster`, { method: 'POST', headers, body: roster })).ok);
  const { items } = await ask(`${at}/people`, owner);
  keyOf = (name, more = {}) => {
    const { userId } = items.find((one: { name: string }) => one.name === name);
    return ask(`${at}/people/${userId}/keys`, owner, 'POST', { name: 'laptop', scopes: ['read', 'submit'], ...more });
  };
  server = ['--server', url];
  ada = [...server, '--key', (await keyOf('Ada')).key];
  await cp(path.join(root, 'examples', 'class-repo', 'c'), path.join(work, 'c'), { recursive: true });
  await mkdir(path.join(work, 'c', 'node_modules'));
  await writeFile(path.join(work, 'c', 'node_modules', 'left.js'), 'left out');
});
after(async () => {
  assert.equal(await service.end('SIGTERM'), 0, service.said());
  await place[Symbol.asyncDispose]();
});

test('what is wrong is told in a line, before anything is sent', async () => {
  const line = async (code: number, message: RegExp, ...args: string[]) => {
    const end = await gradewire(['check', work, ...args]);
    assert.equal(end.code, code, end.stderr);
    assert.match(end.stderr, message);
    assert.equal(end.stderr.trimEnd().split('\n').length, 1, end.stderr);
    assert.equal(end.stdout, '');
  };
  const hello = ['--assignment', 'networks/hello'];
  await line(3, /127\.0\.0\.1:9 cannot be reached: /, '--server', 'http://127.0.0.1:9', '--key', 'gw_x', ...hello);
  await line(2, /not an API key: keys begin with gw_/, ...server, '--key', 'wrong', ...hello);
  const bob = await keyOf('Bob', { expiresAt: new Date(Date.now() + 2000).toISOString() });
  const headers = { Authorization: `Bearer ${bob.key}` };
  await until(async () => (await fetch(`${service.url}/v1/courses`, { headers })).status === 401, 30_000);
  await line(2, /expired at \S+ Ask your instructor for a new one\./, ...server, '--key', bob.key, ...hello);
  await line(2, /in no course "netwoks", but in networks/, ...ada, '--assignment', 'netwoks/hello');
  await line(2, /networks has no assignment "helo", but hello/, ...ada, '--assignment', 'networks/helo');
  const other = '01890000-0000-7000-8000-000000000001';
  await line(2, /no assignment 0189.* or you are not enrolled/, ...ada, '--assignment', other);
  const unknown = await gradewire(['check', ...ada, '--submission', other]);
  assert.deepEqual([unknown.code, unknown.stdout], [2, '']);
  assert.match(unknown.stderr, /^gradewire: There is no such submission, or it is not yours to see\.\n$/);
});

test('an archive that the server refuses is refused by the name of the entry', async () => {
  const folder = path.join(place.path, 'case');
  await mkdir(folder);
  for (const name of ['Client.py', 'client.py']) await writeFile(path.join(folder, name), '');
  const end = await gradewire(['check', folder, ...ada, '--assignment', course.assignmentId]);
  assert.equal(end.code, 2, end.stderr);
  assert.match(end.stderr, /gradewire: .*client\.py and Client\.py are one name where upper and lower case/i);
});

test('a self-check: progress and quota on the way, then the public cases as `grade` shows them', async () => {
  const end = await gradewire(['check', work, ...ada, '--assignment', 'networks/hello']);
  assert.equal(end.code, 0, end.stderr);
  assert.match(end.stderr, /left out \(made by tools\): c\/node_modules\//);
  assert.match(end.stderr, /self-check for Hello Internet: \d+ files, \d+ KiB; submission \S+/);
  assert.match(end.stderr, /self-checks left: 2 of 3 within an hour, 8 of 9 today/);
  assert.match(end.stderr, /^running/m);
  assert.match(end.stdout, /^hello-internet \S+ · version 1 · seed \d+$/m);
  assert.match(end.stdout, /^Score, public cases only: [\d.]+ of \d+$/m);
  assert.doesNotMatch(end.stdout + end.stderr, /usage\/|challenge\//);
});

test('after ctrl-c the run goes on, and its result can be had later, as JSON too', async () => {
  const left = await gradewire(['check', work, ...ada, '--assignment', course.assignmentId], async (child, said) => {
    await until(() => /submission \S+/.test(said()), 60_000);
    child.kill('SIGINT');
  });
  assert.equal(left.code, 130, left.stderr);
  const [, id] = /goes on without you; look at it with: gradewire check --server \S+ --submission (\S+)/.exec(
    left.stderr,
  )!;
  const file = path.join(place.path, 'result.json');
  const end = await gradewire(['check', ...ada, '--submission', id!, '--json', file]);
  assert.equal(end.code, 0, end.stderr);
  assert.match(end.stdout, /Score, public cases only/);
  const result = JSON.parse(await readFile(file, 'utf8'));
  assert.deepEqual([result.submissionId, result.reason, result.scope], [id, 'self-check', 'public']);
  assert.doesNotMatch(JSON.stringify(result), /usage\/|challenge\//);
});

test("the guide's curl line does it as well; then the quota is used up, and says until when", async () => {
  const guide = await readFile(path.join(root, 'docs', 'students.md'), 'utf8');
  const line = guide.split('\n').find((one) => /^ {4}.*curl .*self-checks/.test(one))!;
  const GRADEWIRE_KEY = ada.at(-1)!;
  const env = { ...process.env, GRADEWIRE_URL: service.url, GRADEWIRE_KEY, ASSIGNMENT: course.assignmentId };
  const command = line.trim().replace('path/to/your-folder', work);
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', command], { env });
  const sent = JSON.parse(stdout);
  await until(async () => {
    const { run } = await ask(service.url + sent.links.self, GRADEWIRE_KEY);
    assert.ok(['waiting', 'running', 'done'].includes(run.state), JSON.stringify(run));
    return run.state === 'done';
  }, 240_000);
  const end = await gradewire(['check', work, ...ada, '--assignment', 'networks/hello']);
  assert.equal(end.code, 2, end.stderr);
  assert.match(
    end.stderr,
    /^gradewire: no self-check is left: 3 of 3 within an hour are used; the next at .*\d\d:\d\d \(in \d+ min\)\n$/,
  );
});

test('--official hands in, without waiting if so asked; staff name the team', async () => {
  const owner = [...server, '--key', service.key!];
  const hello = ['--assignment', 'networks/hello', '--official'];
  const unnamed = await gradewire(['check', work, ...owner, ...hello]);
  assert.equal(unnamed.code, 2, unnamed.stderr);
  const sent = await gradewire(['check', work, ...owner, ...hello, '--team', 'red', '--no-wait', '--json', '-']);
  assert.equal(sent.code, 0, sent.stderr);
  const { id, run, teamId } = JSON.parse(sent.stdout);
  assert.deepEqual([run.reason, teamId], ['official', course.teamId]);
  const end = await gradewire(['check', ...owner, '--submission', id]);
  assert.equal(end.code, 0, end.stderr);
  assert.match(end.stdout, /^Score: [\d.]+ of 100$/m);
});
