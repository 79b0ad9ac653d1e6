import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { withSecretFiles } from './secret-files.ts';

test('a secret is read from its file, whose name is in the environment instead', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'gradewire-secret-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'url');
  await writeFile(file, 'postgres://a b\n');
  const read = (env: NodeJS.ProcessEnv) => withSecretFiles(env, ['DATABASE_URL']);
  assert.equal(read({ DATABASE_URL_FILE: file }).DATABASE_URL, 'postgres://a b');
  assert.equal(read({ DATABASE_URL_FILE: '', DATABASE_URL: 'x' }).DATABASE_URL, 'x');
  assert.equal(read({ DATABASE_URL_FILE: file, DATABASE_URL: '' }).DATABASE_URL, 'postgres://a b');
  assert.equal(read({ OTHER_FILE: file }).OTHER, undefined);
  assert.throws(() => read({ DATABASE_URL_FILE: file, DATABASE_URL: 'x' }), /DATABASE_URL and DATABASE_URL_FILE/);
  assert.throws(() => read({ DATABASE_URL_FILE: path.join(folder, 'none') }), /^Error: DATABASE_URL_FILE: ENOENT/);
});
