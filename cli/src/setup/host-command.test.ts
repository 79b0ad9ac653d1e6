import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runHostCommand } from './host-command.ts';

test('collects both streams, hands over whole lines, and returns the exit code', async () => {
  const lines: string[] = [];
  const script = 'printf "one\\ntw"; echo "o" ; echo three >&2; exit 7';
  const result = await runHostCommand('sh', ['-c', script], { onLine: (line) => lines.push(line) });
  assert.equal(result.exitCode, 7);
  assert.ok(lines.includes('one') && lines.includes('two') && lines.includes('three'));
});

test('a program that does not exist or does not end has no exit code', async () => {
  assert.equal((await runHostCommand('gradewire-no-such-program', [])).exitCode, undefined);
  assert.equal((await runHostCommand('sh', ['-c', 'exec sleep 60'], { timeoutMs: 50 })).exitCode, undefined);
});
