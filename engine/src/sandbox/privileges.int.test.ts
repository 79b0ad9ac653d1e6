import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ProvingGround, provingGround, requestOf, runIn } from './proving-ground.ts';
import type { StandingSandbox } from './standing.ts';

let ground: ProvingGround;
let sandbox: StandingSandbox;
before(async () => {
  ground = await provingGround();
  sandbox = await ground.sandbox('c', await ground.hostile('poke-init.c', 'climb.c', 'old-calls.c'));
});
after(async () => {
  await sandbox[Symbol.asyncDispose]();
  await ground.close();
});

const refusals = (stdout: string) =>
  Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(': ')),
  );

test('the first process of the sandbox can be neither ended, nor changed, nor read', async () => {
  const { end, stdout } = await runIn(sandbox, ['./poke-init']);
  assert.deepEqual([end.cause, end.code], ['exited', 0]);
  const results = refusals(stdout);
  assert.equal(Object.keys(results).length, 24, stdout);
  for (const [what, how] of Object.entries(results))
    assert.match(how as string, /^(EPERM|EACCES|ENOSYS|EBADF|EROFS|ETXTBSY)$/, what);
});

test('nothing gives a program more rights than it has', async () => {
  const { end, stdout } = await runIn(sandbox, ['./climb']);
  assert.deepEqual([end.cause, end.code], ['exited', 0], stdout);
  const results = refusals(stdout);
  assert.equal(Object.keys(results).length, 63, stdout);
  const refused = /^(EPERM|EACCES|ENOSYS|EROFS|ENOENT|EINVAL|ESRCH)$/;
  for (const [what, how] of Object.entries(results)) assert.match(how as string, refused, what);
  // Those for which "no such file" or "invalid" could be said of the arguments alone must be refused as such.
  for (const what of [
    'bpf',
    'keyctl',
    'io_uring_setup',
    'unshare user',
    'clone user',
    'mknod disk',
    'AF_VSOCK',
    'reboot',
  ]) {
    assert.match(results[what], /^(EPERM|ENOSYS)$/, what);
  }
});

test('setuid programs of the image do not help: there are no privileges to get', async () => {
  const list = await runIn(sandbox, ['sh', '-c', 'find / -xdev -perm /6000 -type f 2>/dev/null']);
  assert.match(list.stdout, /\/su\n/, 'the image holds some');
  const asRoot = await runIn(sandbox, ['sh', '-c', 'su -c id < /dev/null']);
  assert.notEqual(asRoot.end.code, 0);
  const { stdout } = await runIn(sandbox, [
    'grep',
    '-E',
    '^(Uid|Gid|Groups|Cap(Inh|Prm|Eff|Amb)|NoNewPrivs|Seccomp):',
    '/proc/self/status',
  ]);
  const status = Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(/:\s*/)),
  );
  const none = '0000000000000000';
  const ids = '65534\t65534\t65534\t65534';
  assert.deepEqual(status, {
    Uid: ids,
    Gid: ids,
    Groups: '',
    CapInh: none,
    CapPrm: none,
    CapEff: none,
    CapAmb: none,
    NoNewPrivs: '1',
    Seccomp: '2',
  });
});

test("the kernel's gate for 32-bit programs is closed", { skip: process.arch !== 'x64' }, async () => {
  const { end, stdout } = await runIn(sandbox, ['./old-calls']);
  assert.deepEqual([stdout, end.cause, end.code], ['trying\n', 'signalled', 31]);
});

test('the root file system and the source are read-only, whoever built them', async () => {
  const tries = [
    '> /work/new',
    '> /work/climb',
    'chmod 777 /work/climb',
    'chmod 777 /work',
    'rm -f /work/climb',
    'mv /work/climb /work/other',
    'mkdir /work/d',
    'ln -s /tmp /work/l',
    '> /usr/new',
    '> /etc/passwd',
    '> /run/x',
    '> /var/tmp/x',
    '> /dev/x',
    '> /gradewire/init',
  ];
  for (const what of tries) {
    const { end } = await runIn(sandbox, ['sh', '-c', what]);
    assert.notEqual(end.code, 0, what);
  }
  assert.equal((await runIn(sandbox, ['./climb'])).end.code, 0, 'and the program is still there');
});

test('a sandbox sees its own processes only', async () => {
  await using other = await ground.sandbox('c');
  const held = other.run(requestOf(['sleep', '31.4159']), () => {});
  assert.match((await runIn(other, ['sh', '-c', 'cat /proc/[0-9]*/cmdline'])).stdout, /31\.4159/);
  const { stdout } = await runIn(sandbox, ['sh', '-c', 'cat /proc/[0-9]*/cmdline | tr "\\0" " "']);
  assert.doesNotMatch(stdout, /31\.4159/);
  assert.match(stdout, /^\/gradewire\/init /);
  held.kill();
  await held.ended;
});
