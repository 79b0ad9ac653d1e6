import assert from 'node:assert/strict';
import { test } from 'node:test';
import { productionPackages } from './production-packages.ts';

const lock = {
  packages: {
    '': {},
    cli: { dependencies: { '@own/core': '*', a: '1' } },
    core: { dependencies: { '@scope/b': '1' }, devDependencies: { tool: '1' } },
    other: { dependencies: { unused: '1' } },
    'node_modules/@own/core': { resolved: 'core', link: true },
    'node_modules/a': { dependencies: { c: '1' }, optionalDependencies: { native: '1' } },
    'node_modules/a/node_modules/c': { dependencies: { '@scope/b': '1' } },
    'node_modules/@scope/b': {
      peerDependencies: { d: '1', typescript: '1' },
      peerDependenciesMeta: { typescript: { optional: true } },
    },
    'node_modules/c': {},
    'node_modules/d': {},
    'node_modules/native': {},
    'node_modules/tool': {},
    'node_modules/typescript': {},
    'node_modules/unused': {},
  },
};

test('what runs is found as Node finds it: nearest first, through links, peers included, nothing optional', () => {
  const { installed, workspaces } = productionPackages(lock, ['cli']);
  assert.deepEqual(installed, [
    'node_modules/@scope/b',
    'node_modules/a',
    'node_modules/a/node_modules/c',
    'node_modules/d',
  ]);
  assert.deepEqual([...workspaces], [['node_modules/@own/core', 'core']]);
});

test('a lock file that lacks something is named', () => {
  const { 'node_modules/d': _, ...packages } = lock.packages;
  assert.throws(() => productionPackages({ packages }, ['cli']), /node_modules\/@scope\/b needs d/);
});
