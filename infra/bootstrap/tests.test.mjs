import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { findTests, selectTests, splitArguments, testConcurrency } from './tests.mjs';

test('finds our tests and nothing in node_modules, fixtures or dotted folders', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'gradewire-find-tests-'));
  t.after(() => rm(root, { recursive: true }));
  const files = [
    'core/src/b.test.ts',
    'core/src/a.int.test.ts',
    'core/src/a.ts',
    'infra/c.test.mjs',
    'core/node_modules/x/x.test.ts',
    'kits/fixtures/student.test.ts',
    '.gradewire/y.test.ts',
  ];
  for (const file of files) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), '');
  }
  assert.deepEqual(await findTests(root), ['core/src/a.int.test.ts', 'core/src/b.test.ts', 'infra/c.test.mjs']);
});

test('a folder selects what is below it, not what merely begins alike', () => {
  const files = ['core/a.test.ts', 'core/a.int.test.ts', 'core-two/b.test.ts', 'cli/src/c.test.ts'];
  assert.deepEqual(selectTests(files, ['core']), { unit: ['core/a.test.ts'], integration: ['core/a.int.test.ts'] });
  assert.deepEqual(selectTests(files, ['cli/src/c.test.ts']), { unit: ['cli/src/c.test.ts'], integration: [] });
  assert.equal(selectTests(files, []).unit.length, 3);
});

test('arguments are folders or options of the runner', () => {
  assert.deepEqual(splitArguments(['./core/', '--test-name-pattern=mirror', 'cli']), {
    folders: ['core', 'cli'],
    options: ['--test-name-pattern=mirror'],
  });
});

test('as many test files run side by side as there are CPUs, at most 4', () => {
  assert.deepEqual([1, 2, 4, 64].map(testConcurrency), [1, 2, 4, 4]);
});
