import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { BadUsage } from '../option-values.ts';
import { checkCaptureFile, writeCapture } from './capture-file.ts';

test('a capture takes the place of nothing but a capture', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'gradewire-capture-'));
  t.after(() => rm(folder, { recursive: true }));
  const at = (name: string) => path.join(folder, name);
  const refused = (file: string, message: RegExp) =>
    assert.rejects(checkCaptureFile(file), (error) => error instanceof BadUsage && message.test(error.message));

  await checkCaptureFile(at('new'));
  await writeCapture(at('new'), Buffer.from([0x0a, 0x0d, 0x0d, 0x0a, 1]));
  await checkCaptureFile(at('new'));
  await writeCapture(at('new'), Buffer.from([0x0a, 0x0d, 0x0d, 0x0a, 2]));
  assert.equal((await readFile(at('new')))[4], 2);
  await writeFile(at('empty'), '');
  await checkCaptureFile(at('empty'));
  await writeFile(at('homework.c'), 'int main');
  await refused(at('homework.c'), /homework\.c is there and is no capture/);
  await writeFile(at('short'), '\n\r');
  await refused(at('short'), /is no capture/);
  await refused(folder, /is no file/);
  await refused(at('none/x'), /there is no folder .*none/);
  await assert.rejects(writeCapture(at('none/x'), Buffer.alloc(0)), BadUsage);
});
