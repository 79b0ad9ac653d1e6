import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProcessEnd, ProcessObservation } from '@gradewire/core';
import { lastLine } from './facts.ts';

const exited: ProcessEnd = { how: 'exited', code: 1 };
const said = (stderr: string, stdout = '', end: ProcessEnd = exited): string => {
  const process = { argv: [], end, startedMs: 0, endedMs: 1, stdout, stderr, cpuMs: 1, maxRssKiB: 1 };
  return lastLine(process satisfies ProcessObservation);
};

test('of a crash it is what went wrong, and not what the runtime says after it', () => {
  const node =
    "node:events:495\n      throw er; // Unhandled 'error' event\n      ^\n\nError: connect ECONNREFUSED 127.0.0.1:1\n" +
    "    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1549:16)\nEmitted 'error' event on Socket instance at:\n" +
    '    at emitErrorNT (node:internal/streams/destroy:151:8) {\n  errno: -111\n}\n\nNode.js v18.20.4\n';
  assert.equal(said(node), '"Error: connect ECONNREFUSED 127.0.0.1:1"');
  const go = 'panic: no server\n\ngoroutine 1 [running]:\nmain.main()\n\t/work/cmd/main.go:9 +0x1d\nexit status 2\n';
  assert.equal(said(go, 'connecting\n'), '"no server" (main.go, line 9)');
  const lua = "lua5.4: a.lua:3: attempt to index a nil value (local 'x')\nstack traceback:\n\ta.lua:3: in main chunk\n";
  assert.equal(said(lua), '"attempt to index a nil value (local \'x\')" (a.lua, line 3)');
});

test('else it is the last line, of standard error if there is one', () => {
  assert.equal(said('no route to host\n', 'connecting\n'), '"no route to host"');
  assert.equal(said('', 'connecting\n'), '"connecting"');
  assert.equal(said('', 'connecting\n', { how: 'signalled', signal: 'SIGSEGV' }), '');
  assert.equal(lastLine(null), '');
});
