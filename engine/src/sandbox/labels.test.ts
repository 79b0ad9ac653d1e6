import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { test } from 'node:test';
import { processIdentity, runLabels } from './labels.ts';

const onLinux = { skip: process.platform !== 'linux' };

test('labels name the run and the process that owns it', () => {
  const labels = runLabels('a run');
  assert.equal(labels['gradewire.run'], 'a run');
  assert.equal(labels['gradewire.owner'], `${hostname()}/${processIdentity(process.pid)}`);
  assert.deepEqual(runLabels('a run'), labels, 'always the same ones');
});

test('a process is known by its number and its start, whatever it is called', onLinux, async () => {
  assert.match(processIdentity(process.pid)!, new RegExp(`^${process.pid}-\\d+$`));
  const child = spawn('sh', ['-c', 'echo ") R 1 1 (x" > /proc/self/comm; echo named; read line'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const identity = processIdentity(child.pid!)!;
  assert.match(identity, new RegExp(`^${child.pid}-\\d+$`));
  const [, start] = identity.split('-');
  const [, own] = processIdentity(process.pid)!.split('-');
  assert.ok(Number(start) >= Number(own), 'it started after this process');
  child.stdin.end();
  await once(child, 'exit');
  assert.equal(processIdentity(child.pid!), undefined);
});
