import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { processName, removeStalePidFile, until } from './processes.ts';
import { stopOwnDaemon } from './stop.ts';

// Shells that wait play the daemon and its helper: a script is known by the file that it was started as.
const names = { daemon: 'gw-daemon', helper: 'gw-helper' };

async function startDaemon(t: TestContext, script: string) {
  const folder = await mkdtemp(join(tmpdir(), 'gradewire-stop-'));
  for (const name of Object.values(names)) await symlink('/bin/sh', join(folder, name));
  const daemon = spawn(join(folder, names.daemon), ['-c', script], { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
  t.after(async () => {
    daemon.kill('SIGKILL');
    await rm(folder, { recursive: true });
  });
  const [firstLine] = (await once(daemon.stdout.setEncoding('utf8'), 'data')) as [string];
  const pidFile = join(folder, 'daemon.pid');
  await writeFile(pidFile, `${daemon.pid}\n`);
  return { pid: daemon.pid ?? 0, pidFile, helper: Number(firstLine) };
}

const gone = (path: string) =>
  access(path).then(
    () => false,
    () => true,
  );

test('stops the daemon and a helper that outlives it', async (t) => {
  const script = 'exec 3<&0; ./gw-helper -c "read line <&3" & echo $!; read line <&3';
  const { pid, pidFile, helper } = await startDaemon(t, script);
  assert.ok(await until(async () => (await processName(helper)) === names.helper, 5000));
  assert.equal(await stopOwnDaemon(pidFile, names), pid);
  assert.equal(await processName(pid), undefined);
  assert.equal(await processName(helper), undefined);
  assert.ok(await gone(pidFile));
});

test('leaves a process alone that merely has the pid', async (t) => {
  const { pid, pidFile } = await startDaemon(t, 'echo 0; read line');
  assert.equal(await stopOwnDaemon(pidFile, { daemon: 'another', helper: 'another' }), undefined);
  assert.equal(await processName(pid), names.daemon);
  assert.ok(await gone(pidFile));
});

test('no pid file is nothing to do', async () => {
  assert.equal(await stopOwnDaemon(join(tmpdir(), 'gradewire-no-such.pid'), names), undefined);
});

test('a pid file is stale unless a live process has its pid and name', async (t) => {
  const { pidFile } = await startDaemon(t, 'echo 0; read line');
  await removeStalePidFile(pidFile, names.daemon);
  assert.match(await readFile(pidFile, 'utf8'), /^\d+\n$/);
  await removeStalePidFile(pidFile, 'another');
  assert.ok(await gone(pidFile));
});
