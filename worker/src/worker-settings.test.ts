import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempDisposable } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { BadSettings, readWorkerSettings } from './worker-settings.ts';

const given = { DATABASE_URL: 'postgres://u:p@h/d' };
const daysOf = (value?: string) =>
  readWorkerSettings(value === undefined ? given : { ...given, GRADEWIRE_CAPTURE_DAYS: value }).GRADEWIRE_CAPTURE_DAYS;

test('captures stay for as long as the environment says, and for 90 days where it does not', () => {
  assert.deepEqual([daysOf(), daysOf(''), daysOf('1'), daysOf('3650')], [90, 90, 1, 3650]);
  for (const wrong of ['0', '3651', '-1', '1.5', '7d', '1e3', ' 9', '9'.repeat(400)]) {
    assert.throws(
      () => daysOf(wrong),
      (error) =>
        error instanceof BadSettings &&
        error.message === 'GRADEWIRE_CAPTURE_DAYS: give a whole number of days from 1 to 3650',
      wrong,
    );
  }
});

test('a worker that cannot be started says why in one line, and ends', async () => {
  const env = { PATH: process.env.PATH, ...given };
  const bad = await mainWith({ ...env, GRADEWIRE_CAPTURE_DAYS: 'x' });
  assert.deepEqual([bad.code, bad.events.length, bad.events[0]?.kind], [2, 1, 'fatal']);
  assert.match(bad.events[0]!.message, /^GRADEWIRE_CAPTURE_DAYS: give a whole number/);
  for (const folder of ['/proc/x', '/proc', path.join(import.meta.filename, 'x')]) {
    const { code, events } = await mainWith({ ...env, GRADEWIRE_BLOBS: JSON.stringify({ kind: 'folder', folder }) });
    assert.deepEqual([code, events.length, events[0]?.kind], [1, 1, 'fatal'], folder);
    assert.ok(events[0]!.message.startsWith(`the blob store ${folder} could not be opened: `), events[0]!.message);
  }
  await using blobs = await mkdtempDisposable(path.join(os.tmpdir(), 'gradewire-settings-'));
  const inBlobs = { ...env, GRADEWIRE_BLOBS: JSON.stringify({ kind: 'folder', folder: blobs.path }) };
  for (const folder of ['/proc/x/y', '/proc', path.join(import.meta.filename, 'x')]) {
    const { code, events } = await mainWith({ ...inBlobs, GRADEWIRE_BUILDS: folder });
    assert.deepEqual([code, events.length, events[0]?.kind], [1, 1, 'fatal'], folder);
    assert.ok(
      events[0]!.message.startsWith(`the folder of builds ${folder} could not be opened: `),
      events[0]!.message,
    );
  }
});

async function mainWith(env: NodeJS.ProcessEnv) {
  const main = path.join(import.meta.dirname, 'main.ts');
  const { promise, resolve } = Promise.withResolvers<{ code: number | string | undefined; stdout: string }>();
  execFile(process.execPath, [main], { env }, (error, stdout) => resolve({ code: error?.code ?? undefined, stdout }));
  const { code, stdout } = await promise;
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; message: string });
  return { code, events };
}
