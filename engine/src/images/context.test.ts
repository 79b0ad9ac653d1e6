import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { extract } from 'tar-stream';
import { packContext, packedName } from './context.ts';
import type { Recipe } from './recipe.ts';

test('an npm package that lies packed in the folder goes into the context without a registry', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'gradewire-packed-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(path.join(folder, 'no-such-compiler-1.2.3.tgz'), 'packed');
  const recipe: Recipe = {
    name: 'x',
    dockerfile: 'FROM a\n',
    files: new Map([['start.sh', Buffer.from('#!')]]),
    npm: ['no-such-compiler@1.2.3'],
    needs: {},
    bases: [],
  };
  const found = new Map<string, string>();
  const entries = extract();
  (await packContext(recipe, folder)).pipe(entries);
  for await (const entry of entries) found.set(entry.header.name, (await buffer(entry)).toString());
  assert.deepEqual(
    [...found],
    [
      ['Dockerfile', 'FROM a\n'],
      ['start.sh', '#!'],
      ['no-such-compiler.tgz', 'packed'],
    ],
  );
});

test('packed packages are named as npm pack names them', () => {
  assert.equal(packedName('kotlin-compiler@2.4.20'), 'kotlin-compiler-2.4.20.tgz');
  assert.equal(packedName('@scope/name@1.0.0-beta.1'), 'scope-name-1.0.0-beta.1.tgz');
});
