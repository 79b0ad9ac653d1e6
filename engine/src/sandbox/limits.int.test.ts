import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type ProvingGround, provingGround, requestOf, runIn } from './proving-ground.ts';

let ground: ProvingGround;
let tree: Buffer;
before(async () => {
  ground = await provingGround();
  tree = await ground.hostile(
    'fork-bomb.c',
    'memory-bomb.c',
    'oom-dodger.c',
    'hoard.c',
    'spin.c',
    'flood.c',
    'open-files.c',
    'terminals.c',
  );
});
after(() => ground.close());

const onlyInit = async (sandbox: Awaited<ReturnType<ProvingGround['sandbox']>>) => {
  // The shell itself looks: of several processes one may look before the others are there.
  const { stdout } = await runIn(sandbox, ['sh', '-c', 'set -- /proc/[0-9]*; echo $#']);
  return Number(stdout);
};

test('a fork bomb meets the limit of processes', async () => {
  await using sandbox = await ground.sandbox('c', tree);
  const { stdout } = await runIn(sandbox, ['./fork-bomb', 'count']);
  const [, count] = /^(\d+) processes, then EAGAIN\n$/.exec(stdout) ?? [];
  assert.ok(Number(count) > 200 && Number(count) < 256, stdout);
});

test('a reset gets over a fork bomb of sessions that ignore signals', async () => {
  await using sandbox = await ground.sandbox('c', tree);
  const before = await onlyInit(sandbox);
  const { end } = await runIn(sandbox, ['./fork-bomb'], { wallMs: 700 });
  assert.equal(end.cause, 'wall-limit');
  const started = performance.now();
  await sandbox.reset();
  assert.ok(performance.now() - started < 20_000, 'the reset took too long');
  assert.equal(await onlyInit(sandbox), before);
});

test('a memory bomb is ended as out of memory, and the sandbox goes on', async () => {
  await using sandbox = await ground.sandbox('c', tree);
  const { end } = await runIn(sandbox, ['./memory-bomb']);
  assert.equal(end.cause, 'out-of-memory');
  assert.ok(end.maxRssKiB > 90_000 && end.maxRssKiB < 140_000, `${end.maxRssKiB} KiB`);
  await sandbox.reset();
  assert.equal((await runIn(sandbox, ['true'])).end.code, 0);
});

test('a program that hides from the out-of-memory killer is its victim all the same', async () => {
  await using sandbox = await ground.sandbox('c', tree);
  const { end } = await runIn(sandbox, ['./oom-dodger'], { fileBytes: 0 });
  assert.equal(end.cause, 'out-of-memory');
  await sandbox.reset();
  assert.equal((await runIn(sandbox, ['true'])).end.code, 0);
});

test('memory that outlives its process is bounded, and wiped by a reset', async () => {
  await using sandbox = await ground.sandbox('c', tree);
  const hoards = [
    ['shm'],
    ['msg'],
    ['sem'],
    ['file', '/tmp/big'],
    ['file', '/dev/shm/big'],
    ['files', '/tmp'],
    ['files', '/dev/shm'],
  ];
  const told = [];
  // All of it together, for want of memory or not: what matters is that init can still work.
  for (const hoard of hoards) {
    const { end, stdout } = await runIn(sandbox, ['./hoard', ...hoard], { wallMs: 60_000, fileBytes: 0 });
    told.push(`${hoard}: ${end.cause} ${stdout}`);
  }
  await sandbox.reset();
  const left = await runIn(sandbox, ['sh', '-c', 'ls -A /tmp /dev/shm; cat /proc/sysvipc/*']);
  assert.equal(left.stdout.trim().split('\n').length, 3 + 3, `${left.stdout}\n${told.join('\n')}`);
  for (const line of told) assert.match(line, /: exited .*, then (ENOSPC|ENOMEM|EDQUOT)\n$/);
});

test('a build that fills every tmpfs does not take the sandbox with it', async () => {
  await using sandbox = await ground.sandbox('c', tree, { kind: 'build', memoryMiB: 512, workMiB: 512 });
  for (const file of ['/work/big', '/tmp/big', '/dev/shm/big']) {
    const { stdout } = await runIn(sandbox, ['./hoard', 'file', file], { fileBytes: 0 });
    assert.match(stdout, /then ENOSPC\n$/);
  }
  await sandbox.reset();
});

test('/tmp, /dev/shm and /work are full when they are full', async () => {
  await using sandbox = await ground.sandbox('c', tree);
  const sizes = { '/tmp/big': 64, '/dev/shm/big': 16 };
  for (const [file, mebibytes] of Object.entries(sizes)) {
    const { stdout } = await runIn(sandbox, ['./hoard', 'file', file], { fileBytes: 0 });
    assert.equal(stdout, `${file}: ${mebibytes * 2 ** 20}, then ENOSPC\n`);
  }
});

test('a file may not grow beyond its limit', async () => {
  await using sandbox = await ground.sandbox('c', tree);
  const { end, stdout } = await runIn(sandbox, ['./hoard', 'file', '/tmp/big'], { fileBytes: 1 << 20 });
  assert.deepEqual([end.cause, end.code, stdout], ['signalled', 25, '']);
  const size = await runIn(sandbox, ['stat', '-c', '%s', '/tmp/big']);
  assert.equal(size.stdout, `${1 << 20}\n`);
});

test('four spinning threads get one processor, and the wall limit ends them', async () => {
  await using sandbox = await ground.sandbox('c', tree);
  const { end } = await runIn(sandbox, ['./spin'], { wallMs: 1500 });
  assert.equal(end.cause, 'wall-limit');
  assert.ok(end.wallMs >= 1500 && end.cpuMs < 2500, `${end.cpuMs} ms of processor in ${end.wallMs} ms`);
  assert.ok(end.cpuMs / end.wallMs <= 1.3, `${end.cpuMs} ms of processor in ${end.wallMs} ms`);
});

test('the limit of processor time ends a program too', async () => {
  await using sandbox = await ground.sandbox('c', tree);
  const { end } = await runIn(sandbox, ['./spin'], { cpuS: 1 });
  assert.equal(end.cause, 'signalled');
  assert.ok(end.cpuMs < 2000, `${end.cpuMs} ms`);
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/**
 * Bytes that something still refers to. Resident memory would tell how long ago the garbage was collected: here it grows by
 * 90 to 140 MiB of 200 that pass through.
 */
const heldBytes = () => {
  // Memory of buffers that the first one found is freed beside it, and surely by the end of the second.
  collectGarbage();
  collectGarbage();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
};

test('endless output is ended at its limit, and the engine keeps nothing that nobody asked for', async () => {
  await using sandbox = await ground.sandbox('c', tree);
  const limit = 200 << 20;
  for (const pty of [false, true]) {
    const most = pty ? 8 << 20 : limit;
    let received = 0;
    let looks = 0;
    let mostHeld = 0;
    const before = heldBytes();
    const program = sandbox.run(requestOf(['./flood'], { outputBytes: most, pty, wallMs: 0 }), (_, bytes) => {
      received += bytes.length;
      if (received < (looks * most) / 8) return;
      looks++;
      mostHeld = Math.max(mostHeld, heldBytes() - before);
    });
    const { cause } = await program.ended;
    assert.deepEqual([cause, received, looks], ['output-limit', most, 9]);
    assert.ok(mostHeld < 4 << 20, `the engine held ${mostHeld >> 10} KiB of ${most >> 10}`);
  }
});

test('a program may open as many files as it is given, and no more', async () => {
  await using sandbox = await ground.sandbox('c', tree);
  const { stdout } = await runIn(sandbox, ['./open-files'], { openFiles: 100 });
  assert.equal(stdout, '100 files, then EMFILE\n');
});

test('terminals, of which the machine has one supply for all, are not for students', async () => {
  await using sandbox = await ground.sandbox('c', tree);
  const { stdout } = await runIn(sandbox, ['./terminals']);
  assert.equal(stdout, '0 terminals, then EACCES\n');
});
