import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inBlocks } from './in-blocks.ts';

const pairs = (clients: readonly string[], servers: readonly string[]) =>
  clients.flatMap((client) => servers.map((server) => [client, server]));
const text = (items: readonly (readonly string[])[]) => items.map((item) => item.join('')).join(' ');

test('servers are met block by block, each by all clients', () => {
  const items = [['a'], ...pairs(['a', 'b', 'c'], ['1', '2', '3']), ['b']];
  assert.equal(text(inBlocks(items, (item) => item, 2)), 'a a1 a2 b1 b2 c1 c2 b a3 b3 c3');
});

test('as long as all servers are one block, nothing changes its place', () => {
  const items = [...pairs(['a', 'b'], ['1', '2']), ['c']];
  assert.deepEqual(
    inBlocks(items, (item) => item, 2),
    items,
  );
});
