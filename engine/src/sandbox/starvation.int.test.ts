import assert from 'node:assert/strict';
import { cpus } from 'node:os';
import { after, before, test } from 'node:test';
import { unpackInto } from './archive.ts';
import { ownerUid, sandboxContainer } from './hardening.ts';
import { type ProvingGround, provingGround, requestOf, runIn } from './proving-ground.ts';
import { startSandbox } from './standing.ts';

let ground: ProvingGround;
let tree: Buffer;
before(async () => {
  ground = await provingGround();
  tree = await ground.hostile('spin.c');
});
after(() => ground.close());

/** A sandbox whose programs come before those of all others, on every processor. */
async function startGreedy() {
  const image = await ground.images.ensureLanguage('c');
  const spec = { image: image.reference, name: 'greedy', hostname: 'greedy', hosts: [], labels: ground.labels };
  const asked = sandboxContainer({ ...spec, kind: 'run', memoryMiB: 128, workMiB: 8 });
  const limits = { NanoCpus: cpus().length * 1e9, CpuShares: 262_144 };
  const greedy = await startSandbox(ground.docker, { ...asked, HostConfig: { ...asked.HostConfig, ...limits } });
  await unpackInto(
    greedy,
    (async function* () {
      yield tree;
    })(),
    ownerUid,
  );
  return greedy;
}

test('how long others kept a program waiting is told with its end, whatever its end is', async () => {
  await using sandbox = await ground.sandbox('c', tree);
  await using greedy = await startGreedy();
  const spinners = Array.from({ length: Math.ceil(cpus().length / 4) }, () =>
    greedy.run(requestOf(['./spin'], { wallMs: 0 }), () => {}),
  );
  const limited = await runIn(sandbox, ['./spin'], { wallMs: 1000 });
  const counting = 'i=0; while [ $i -lt 2000 ]; do i=$((i+1)); done; exit 3';
  const ended = await runIn(sandbox, ['sh', '-c', counting], { wallMs: 60_000 });
  for (const spinner of spinners) spinner.kill();
  await Promise.all(spinners.map(({ ended }) => ended));
  assert.equal(limited.end.cause, 'wall-limit');
  assert.ok(limited.end.starvedMs > 500, `${limited.end.starvedMs} ms of a second`);
  assert.deepEqual([ended.end.cause, ended.end.code], ['exited', 3]);
  assert.ok(ended.end.starvedMs > 0, `${ended.end.starvedMs} ms of ${ended.end.wallMs}`);
});

test('what a program takes from itself is not told, nor what it sleeps', async () => {
  await using sandbox = await ground.sandbox('c', tree);
  const tickMs = 50;
  const { end } = await runIn(sandbox, ['./spin'], { wallMs: 1500 });
  assert.equal(end.cause, 'wall-limit');
  // Its sandbox had one processor in all: for what it did not have, others are to blame, however busy this machine is.
  assert.ok(end.starvedMs <= end.wallMs - Math.min(end.wallMs, end.cpuMs) + tickMs, JSON.stringify(end));
  const asleep = await runIn(sandbox, ['sleep', '60'], { wallMs: 1000 });
  assert.ok(asleep.end.starvedMs < asleep.end.wallMs / 2, JSON.stringify(asleep.end));
});
