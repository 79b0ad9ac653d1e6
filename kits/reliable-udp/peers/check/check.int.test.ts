import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { makePeers } from './made-peers.ts';

test('the parts of the programs keep the rules of the protocol, one by one and in whole transfers', async () => {
  const check = (await makePeers('check')).check('check');
  // It ends with another status where something is not so, and where a sanitizer finds fault.
  const { stdout } = await promisify(execFile)(check);
  const [, so, all] = /^(\d+) of (\d+) are so$/m.exec(stdout) ?? [];
  assert.ok(so === all && Number(all) > 100_000, stdout);
});
