import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { BadUsage } from '../option-values.ts';
import { makeDataFolder, openServiceDatabase, tryBlobFolder } from './data.ts';
import { readEnvironment } from './environment.ts';
import { listen } from './listen.ts';
import { parseServeArguments } from './options.ts';
import { brokenOffLine, readableLine, runsUnderway, withoutRepeats } from './worker-lines.ts';

const bad = (message: RegExp) => (error: unknown) => error instanceof BadUsage && message.test(error.message);

test('options have defaults, and what is wrong is named', () => {
  assert.deepEqual(parseServeArguments([]), {
    port: 8080,
    host: '127.0.0.1',
    workers: 1,
    data: path.resolve('.gradewire'),
    demo: false,
  });
  assert.equal(parseServeArguments(['--help']), undefined);
  assert.throws(() => parseServeArguments(['--port', '70000']), bad(/--port 70000.*65535/));
  assert.throws(() => parseServeArguments(['--workers', 'x']), bad(/--workers x/));
  assert.throws(() => parseServeArguments(['here']), bad(/"here"/));
  assert.throws(() => parseServeArguments(['--nothing']), bad(/--nothing/));
});

test('the environment: blobs lie in the data folder unless it says otherwise', () => {
  const plain = readEnvironment({ DATABASE_URL: '', REDIS_URL: 'redis://r' }, '/data');
  assert.deepEqual([plain.databaseUrl, plain.redisUrl], [undefined, 'redis://r']);
  assert.equal(plain.api.logLevel, 'warn');
  assert.equal(readEnvironment({ GRADEWIRE_LOG_LEVEL: 'info' }, '/data').api.logLevel, 'info');
  assert.deepEqual(plain.blobs, { kind: 'folder', folder: '/data/blobs' });
  assert.equal(plain.api.trustedProxies, 0);
  assert.equal(readEnvironment({ GRADEWIRE_TRUSTED_PROXIES: '1' }, '/data').api.trustedProxies, 1);
  const s3 = readEnvironment({ GRADEWIRE_BLOBS: '{"kind":"s3","bucket":"graded"}' }, '/data').blobs;
  assert.ok(s3.kind === 's3' && s3.bucket === 'graded');
  assert.throws(() => readEnvironment({ GRADEWIRE_BLOBS: '{' }, '/data'), bad(/^GRADEWIRE_BLOBS: /));
  assert.throws(() => readEnvironment({ GRADEWIRE_LOG_LEVEL: 'loud' }, '/data'), bad(/^GRADEWIRE_LOG_LEVEL: /));
  assert.throws(
    () => readEnvironment({ GRADEWIRE_TRUSTED_PROXIES: 'x' }, '/data'),
    bad(/^GRADEWIRE_TRUSTED_PROXIES: /),
  );
  assert.equal(plain.captureDays, undefined);
  assert.equal(readEnvironment({ GRADEWIRE_CAPTURE_DAYS: '14' }, '/data').captureDays, 14);
  for (const wrong of ['0', '3651', '-1', 'x', '1.5', '1e2']) {
    assert.throws(
      () => readEnvironment({ GRADEWIRE_CAPTURE_DAYS: wrong }, '/data'),
      bad(/^GRADEWIRE_CAPTURE_DAYS: give a whole number of days from 1 to 3650$/),
    );
  }
  assert.equal(plain.workerPassword, undefined);
  const password = 'sixteen-or-more!';
  assert.equal(readEnvironment({ GRADEWIRE_WORKER_PASSWORD: password }, '/data').workerPassword, password);
  for (const wrong of ['short', 'with spaces in it', 'ümläuts-are-not-ascii']) {
    assert.throws(
      () => readEnvironment({ GRADEWIRE_WORKER_PASSWORD: wrong }, '/data'),
      (error: Error) => bad(/^GRADEWIRE_WORKER_PASSWORD: at least 16/)(error) && !error.message.includes(wrong),
    );
  }
  assert.throws(() => readEnvironment({ REDIS_URL_FILE: '/nowhere' }, '/data'), bad(/^REDIS_URL_FILE: ENOENT/));
});

test('addresses of stores: another protocol is refused without showing the value', () => {
  for (const [name, wrong] of [
    ['DATABASE_URL', 'mysql://u:secret@h/d'],
    ['DATABASE_URL', 'secret'],
    ['REDIS_URL', 'http://u:secret@h'],
    ['REDIS_URL', 'secret:6379'],
  ] as const) {
    assert.throws(
      () => readEnvironment({ [name]: wrong }, '/data'),
      (error: Error) => bad(new RegExp(`^${name}: .*looks like`))(error) && !error.message.includes('secret'),
    );
  }
  const given = { DATABASE_URL: 'postgresql://u:p@h/d', REDIS_URL: 'rediss://:p@h:1' };
  assert.equal(readEnvironment(given, '/data').databaseUrl, given.DATABASE_URL);
});

test('a data folder that cannot be, and a database that is not there, are named', async () => {
  const file = import.meta.filename;
  await assert.rejects(
    makeDataFolder(file, false),
    bad(/^--data .*serve\.test\.ts .*file of that name.*another folder/),
  );
  await assert.rejects(makeDataFolder(path.join(file, 'x'), true), bad(/file in its path/));
  await assert.rejects(makeDataFolder('/proc/x', true), bad(/^--data \/proc\/x .*takes no folders.*another folder$/));
  await assert.rejects(makeDataFolder('/proc', true), bad(/^--data \/proc .*takes no folders/));
  await assert.rejects(makeDataFolder('/proc/x/y/z', false), bad(/^--data \/proc\/x\/y\/z .*takes no folders/));
  for (const folder of ['/proc', '/proc/x/y', path.join(file, 'x')]) {
    const named = new RegExp(`^the blobs' folder ${folder} cannot be used \\(.*GRADEWIRE_BLOBS$`);
    await assert.rejects(tryBlobFolder({ kind: 'folder', folder }), bad(named));
  }
  await assert.rejects(
    openServiceDatabase('postgres://u:secret@127.0.0.1:9/grades', '/nowhere'),
    ({ message }: Error) =>
      /^DATABASE_URL \(127\.0\.0\.1:9\/grades\): .*REFUSED/.test(message) && !/secret/.test(message),
  );
});

test('the same trouble again and again is told once in a while', () => {
  const heard: string[] = [];
  const tell = withoutRepeats((line) => heard.push(line));
  for (const line of ['a', 'b', 'a', 'b', 'c']) tell(line);
  assert.deepEqual(heard.splice(0), ['a', 'b', 'c']);
  const fault = 'run 7: a fault of the grader: disk full; the run is waiting';
  for (const attempt of ['run 7: attempt 1 begins', 'run 7: attempt 2 begins']) {
    tell(attempt);
    tell(fault);
  }
  assert.deepEqual([heard.length, heard.splice(0).filter((line) => line === fault).length], [4, 2]);
  const each = withoutRepeats((line) => heard.push(line), 0);
  for (const line of ['d', 'd']) each(line);
  assert.deepEqual(heard, ['d', 'd']);
});

test('a run of which the worker said no end is known to be underway', () => {
  const { note, ids } = runsUnderway();
  const tell = (kind: string, runId: string) => note(JSON.stringify({ kind, runId }));
  note('Segmentation fault');
  for (const end of ['committed', 'faulted', 'stale', 'released']) {
    tell('claimed', '7');
    assert.deepEqual([...ids], ['7']);
    tell(end, '7');
    assert.deepEqual([...ids], [], end);
  }
  tell('claimed', '8');
  assert.match(brokenOffLine([...ids][0]!, 123, 'SIGKILL'), /^run 8: broken off, as worker 123 ended \(SIGKILL\)/);
});

test('a port that is taken is a fault that names the way out', async () => {
  await using first = await listen((_, response) => void response.end('ok'), '127.0.0.1', 0);
  const port = Number(new URL(first.url).port);
  await assert.rejects(
    listen(() => {}, '127.0.0.1', port),
    /port \d+ of 127\.0\.0\.1 is taken .* --port/,
  );
  assert.equal(await (await fetch(first.url)).text(), 'ok');
  await assert.rejects(
    listen(() => {}, '192.0.2.1', 0),
    /port 0 of 192\.0\.2\.1 .*not of this machine.*--host/,
  );
});

test('disposing of the server waits for the request that is underway, and frees the port', async () => {
  const { promise: asked, resolve: hasAsked } = Promise.withResolvers<void>();
  const { promise: answer, resolve: mayAnswer } = Promise.withResolvers<void>();
  const server = await listen(
    async (_, response) => {
      hasAsked();
      await answer;
      response.end('late');
    },
    '127.0.0.1',
    0,
  );
  const response = fetch(server.url);
  await asked;
  const closed = server[Symbol.asyncDispose]();
  mayAnswer();
  assert.equal(await (await response).text(), 'late');
  await closed;
  const port = Number(new URL(server.url).port);
  const again = createServer().listen(port, '127.0.0.1');
  await once(again, 'listening');
  assert.equal((again.address() as AddressInfo).port, port);
  again.close();
});

test("a worker's events become sentences; what a crash left is shown as it is", () => {
  const line = (event: object) => readableLine(JSON.stringify(event));
  assert.equal(line({ kind: 'committed', runId: '7', final: '92.500' }), 'run 7: graded, 92.5 points');
  assert.equal(line({ kind: 'committed', runId: '7' }), 'run 7: graded');
  assert.equal(line({ kind: 'committed', runId: '7', incomplete: 'no netem' }), 'run 7: no score: no netem');
  const netem = { netem: true, kernel: '6.1.0', seed: false };
  assert.equal(line({ kind: 'kernel', netem }), 'worker: netem of Linux 6.1.0, which keeps no seed');
  assert.equal(
    line({ kind: 'kernel', netem: { netem: false, reason: 'qdisc kind is unknown' } }),
    'worker: no netem in this kernel (qdisc kind is unknown), only the emulator',
  );
  assert.equal(line({ kind: 'kernel-unknown', message: 'the kernel is unknown' }), 'worker: the kernel is unknown');
  assert.match(line({ kind: 'faulted', runId: '7', message: 'disk full', next: 'waiting' })!, /disk full.*waiting/);
  assert.equal(line({ kind: 'released', runId: '7' }), 'run 7: given back');
  assert.match(line({ kind: 'released', runId: '7', unanswered: true })!, /^run 7: not given back: .* lease/);
  assert.match(line({ kind: 'stale', runId: '7', ending: 'lost' })!, /out of date \(lost\)/);
  assert.match(line({ kind: 'queue-trouble', message: 'ECONNREFUSED' })!, /REDIS_URL.*ECONNREFUSED/);
  assert.equal(line({ kind: 'fatal', message: 'no Docker' }), 'worker: no Docker');
  assert.equal(line({ kind: 'ended' }), undefined);
  assert.equal(readableLine('Segmentation fault'), 'Segmentation fault');
  assert.equal(readableLine('null'), 'null');
});
