import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateFile } from './generated-file.ts';

test('a file is the same whenever it is made, and another one for each seed and kind', () => {
  const spec = { kind: 'binary', bytes: 5000, seed: 3 } as const;
  assert.deepEqual(generateFile(spec), generateFile(spec));
  assert.notDeepEqual(generateFile(spec), generateFile({ ...spec, seed: 4 }));
  assert.notDeepEqual(generateFile(spec).subarray(0, 200), generateFile({ ...spec, kind: 'text' }).subarray(0, 200));
});

test('what the kinds promise', () => {
  const text = generateFile({ kind: 'text', bytes: 1000, seed: 1 }).toString('latin1');
  assert.match(text, /^(?:[a-z ]{63}\n){15}[a-z ]{40}$/);
  assert.equal(new Set(generateFile({ kind: 'binary', bytes: 512, seed: 1 })).size, 256);
  const separators = generateFile({ kind: 'separators', bytes: 101, seed: 1 });
  assert.equal(separators.filter((byte) => byte === 0x7c).length >= 51, true);
  for (const bytes of [0, 1, 255, 511]) assert.equal(generateFile({ kind: 'binary', bytes, seed: 1 }).length, bytes);
});
