import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sandboxContainer } from './hardening.ts';
import { type ProvingGround, provingGround, requestOf } from './proving-ground.ts';
import { keepReaping, reapOrphans, reapRun } from './reaper.ts';
import { removeContainer } from './standing.ts';

let ground: ProvingGround;
before(async () => {
  ground = await provingGround();
});
after(() => ground.close());

const created = async (labels: Record<string, string>) => {
  const { reference } = await ground.images.ensureLanguage('python');
  const spec = {
    kind: 'run',
    image: reference,
    name: 'created',
    hostname: 'x',
    hosts: [],
    memoryMiB: 64,
    workMiB: 1,
  } as const;
  return (await ground.docker.createContainer(sandboxContainer({ ...spec, labels }))).id;
};

test('an engine that is killed leaves no container', async () => {
  const { reference } = await ground.images.ensureLanguage('python');
  const engine = `
    import { connectDocker } from ${JSON.stringify(fileURLToPath(new URL('./docker.ts', import.meta.url)))};
    import { sandboxContainer } from ${JSON.stringify(fileURLToPath(new URL('./hardening.ts', import.meta.url)))};
    import { startSandbox } from ${JSON.stringify(fileURLToPath(new URL('./standing.ts', import.meta.url)))};
    const labels = ${JSON.stringify(ground.labels)};
    const spec = { kind: 'run', image: ${JSON.stringify(reference)}, name: 'left', hostname: 'x', hosts: [], memoryMiB: 64, workMiB: 1, labels };
    const sandbox = await startSandbox(await connectDocker(), sandboxContainer(spec));
    const request = { argv: ['sleep', '600'], cwd: '/', environment: { PATH: '/bin' }, uid: 65534, pty: true, wallMs: 0, cpuS: 0, openFiles: 64, outputBytes: 0, fileBytes: 0 };
    sandbox.run(request, () => {});
    console.log(sandbox.containerId);
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', engine], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const id = line.toString().trim();
  assert.deepEqual(await ground.containers(), [id]);
  const removed = ground.docker.getContainer(id).wait({ condition: 'removed' });
  child.kill('SIGKILL');
  await removed;
  assert.deepEqual(await ground.containers(), []);
});

test('a container that was never started is removed when its owner is dead, and only then', async () => {
  const dead = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(dead, 'exit');
  const owners = {
    gone: `${hostname()}/${dead.pid}-1`,
    // The same number, another process: it started at another time.
    reused: `${hostname()}/${process.pid}-1`,
    elsewhere: `another-${hostname()}/1-1`,
    here: ground.labels['gradewire.owner']!,
  };
  const ids = new Map<string, string>();
  for (const [name, owner] of Object.entries(owners))
    ids.set(name, await created({ ...ground.labels, 'gradewire.owner': owner }));
  await reapOrphans(ground.docker);
  assert.deepEqual((await ground.containers()).sort(), [ids.get('elsewhere')!, ids.get('here')!].sort());
  await reapOrphans(ground.docker);
  assert.equal((await ground.containers()).length, 2);
  assert.equal(await reapRun(ground.docker, ground.labels['gradewire.run']!), 2);
  assert.equal(await reapRun(ground.docker, ground.labels['gradewire.run']!), 0);
});

test('a run is reaped again and again until that is disposed of: what comes later goes as well', async () => {
  const gone = async (id: string) =>
    ground.docker
      .getContainer(id)
      .wait({ condition: 'removed' })
      .catch((error: { statusCode?: number }) => assert.equal(error.statusCode, 404));
  {
    await using _reaping = keepReaping(ground.docker, ground.labels['gradewire.run']!);
    // The second one comes after a list that did not have it.
    for (const _ of ['first', 'second']) await gone(await created(ground.labels));
  }
  const later = await created(ground.labels);
  assert.deepEqual(await ground.containers(), [later]);
  await removeContainer(ground.docker, later);
});

test('removing a container that is gone, or is being removed, is no fault', async () => {
  const sandbox = await ground.sandbox('python');
  await Promise.all([1, 2, 3].map(() => removeContainer(ground.docker, sandbox.containerId)));
  await removeContainer(ground.docker, sandbox.containerId);
  assert.equal(sandbox.isDead(), true);
  await assert.rejects(sandbox.reset(), { name: 'InfrastructureFault' });
  assert.throws(() => sandbox.run(requestOf(['true']), () => {}), { name: 'InfrastructureFault' });
});

test('whoever waits for something in a sandbox that is removed hears of it, and nothing more is run in it', async () => {
  const sandbox = await ground.sandbox('python');
  const program = sandbox.run(requestOf(['sleep', '600']), () => {});
  const listening = program.awaitListening(80, 600_000);
  const heard = Promise.allSettled([program.ended, listening]);
  await sandbox[Symbol.asyncDispose]();
  for (const one of await heard) assert.equal(one.status === 'rejected' && one.reason.name, 'InfrastructureFault');
  assert.throws(() => sandbox.run(requestOf(['true']), () => {}), { name: 'InfrastructureFault', message: /removed/ });
});

test('a container that cannot start is a fault that names it, and leaves nothing', async () => {
  await assert.rejects(ground.sandbox('python', undefined, { runtime: 'no-such-runtime', name: 'broken' }), {
    name: 'InfrastructureFault',
    message: /^broken: /,
  });
  await assert.rejects(ground.sandbox('python', undefined, { image: 'gradewire/none:at-all', name: 'broken' }), {
    name: 'InfrastructureFault',
    message: /^broken: /,
  });
  assert.deepEqual(await ground.containers(), []);
});
