import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ProvingGround, provingGround, requestOf, runIn } from './proving-ground.ts';
import type { StandingSandbox } from './standing.ts';

let ground: ProvingGround;
let tree: Buffer;
before(async () => {
  ground = await provingGround();
  tree = await ground.hostile('survivor.c', 'litter.c');
});
after(() => ground.close());

/** All that a later program could find of an earlier one. */
const traces = async (sandbox: StandingSandbox) => {
  const look = [
    'ls -AR /tmp /dev/shm /dev/mqueue 2>&1',
    'cat /proc/sysvipc/*',
    'ls -ld /tmp /dev/shm /dev/mqueue /work | cut -d" " -f1,3,4',
    'tail -n +2 /proc/net/tcp | wc -l',
    'for process in /proc/[0-9]*; do read name < $process/comm; echo $name; done',
  ];
  return (await runIn(sandbox, ['sh', '-c', look.join('; echo --; ')])).stdout;
};

test('nothing that a program leaves behind is there after a reset', async () => {
  await using sandbox = await ground.sandbox('c', tree);
  const before = await traces(sandbox);
  const { stdout, stderr } = await runIn(sandbox, ['./litter', '1000']);
  assert.equal(stdout, 'done\n', stderr);
  assert.notEqual(await traces(sandbox), before);
  const started = performance.now();
  await sandbox.reset();
  assert.ok(performance.now() - started < 20_000, 'the reset took too long');
  assert.equal(await traces(sandbox), before);
});

test('folders without permissions cannot hide how deep they are', async () => {
  await using sandbox = await ground.sandbox('c', tree);
  const { stderr } = await runIn(sandbox, ['./litter', '3500']);
  assert.equal(stderr, '');
  await sandbox.reset();
  const { stdout } = await runIn(sandbox, ['sh', '-c', 'ls -A /tmp /dev/shm']);
  assert.equal(stdout, '/dev/shm:\n\n/tmp:\n');
});

test('a program cannot close /tmp against the wiping', async () => {
  await using sandbox = await ground.sandbox('c', tree);
  const before = await traces(sandbox);
  const { end } = await runIn(sandbox, ['sh', '-c', 'echo kept > /tmp/kept; chmod 0 /tmp']);
  assert.notEqual(end.code, 0, '/tmp can be closed');
  await sandbox.reset();
  assert.equal(await traces(sandbox), before);
});

test('a daemon does not keep its program from ending, and does not survive a reset', async () => {
  await using sandbox = await ground.sandbox('c', tree);
  const before = await traces(sandbox);
  for (const pty of [false, true]) {
    const { end, stdout } = await runIn(sandbox, ['./survivor', '4000'], { pty });
    assert.deepEqual([end.cause, end.code], ['exited', 0]);
    const [, pid] = /^(\d+) stays\n$/.exec(stdout) ?? [];
    assert.ok(pid, stdout);
    assert.equal((await runIn(sandbox, ['test', '-d', `/proc/${pid}`])).end.code, 0, 'it is there until then');
    await sandbox.reset();
    assert.equal((await runIn(sandbox, ['test', '-d', `/proc/${pid}`])).end.code, 1);
  }
  assert.equal(await traces(sandbox), before, 'nor its port');
});

test('a reset ends programs that still run, and says so', async () => {
  await using sandbox = await ground.sandbox('c', tree);
  const running = [1, 2, 3].map(() => sandbox.run(requestOf(['sleep', '60']), () => {}));
  await sandbox.reset();
  for (const { ended } of running) assert.equal((await ended).cause, 'stopped');
});

test('two hundred resets leave no process and no descriptor', async () => {
  await using sandbox = await ground.sandbox('c', tree);
  const before = await traces(sandbox);
  for (let i = 0; i < 200; i++) {
    await runIn(sandbox, ['true'], { pty: true });
    await sandbox.reset();
  }
  assert.equal(await traces(sandbox), before);
});
