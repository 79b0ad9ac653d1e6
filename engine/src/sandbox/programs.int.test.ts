import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { after, before, test } from 'node:test';
import { packFrom, unpackInto } from './archive.ts';
import { ownerUid, studentUid } from './hardening.ts';
import { type ProvingGround, provingGround, requestOf, runIn, treeOf } from './proving-ground.ts';
import type { StandingSandbox } from './standing.ts';

let ground: ProvingGround;
let python: StandingSandbox;
before(async () => {
  ground = await provingGround();
  python = await ground.sandbox('python', await ground.hostile('forge.py'));
});
after(async () => {
  await python[Symbol.asyncDispose]();
  await ground.close();
});

test('bytes that look like frames of the protocol are output like any other', async () => {
  for (const pty of [false, true]) {
    const { end, stdout, stderr } = await runIn(python, ['python3', 'forge.py'], { pty });
    assert.deepEqual([end.cause, end.code], ['exited', 7]);
    assert.ok(stdout.includes('lie') && stdout === stderr, JSON.stringify({ stdout, stderr }));
  }
  await python.reset();
});

test('an executable in /work is not taken for a tool of the system', async () => {
  const names = ['tar', 'ls', 'sh', 'env', 'python3'];
  const fake = '#!/bin/sh\necho taken\n';
  await using sandbox = await ground.sandbox('c', await treeOf(Object.fromEntries(names.map((name) => [name, fake]))));
  assert.equal((await runIn(sandbox, ['./ls'])).stdout, 'taken\n');
  for (const name of ['ls', 'env']) assert.notEqual((await runIn(sandbox, [name])).stdout, 'taken\n', name);
  const inside = await runIn(sandbox, ['env', 'sh', '-c', 'ls']);
  assert.equal(
    inside.stdout,
    [...names]
      .sort()
      .map((name) => `${name}\n`)
      .join(''),
  );
  await unpackInto(
    sandbox,
    (async function* () {
      yield await treeOf({ later: 'x' });
    })(),
    ownerUid,
  );
  assert.equal((await runIn(sandbox, ['cat', 'later'])).stdout, 'x');
});

test('a program that is not there, is no program, or may not be run is not started', async () => {
  const cases = [
    [['./missing'], 'ENOENT'],
    [['missing'], 'ENOENT'],
    [[''], 'ENOENT'],
    [['/etc/passwd'], 'EACCES'],
    [['/tmp'], 'EACCES'],
  ] as const;
  for (const [argv, errno] of cases) {
    const { end } = await runIn(python, argv);
    assert.deepEqual([end.cause, end.code], ['not-started', constants.errno[errno]], argv[0]);
  }
  const { end } = await runIn(python, ['true'], { cwd: '/nowhere' });
  assert.deepEqual([end.cause, end.code], ['not-started', constants.errno.ENOENT]);
});

test("arguments arrive as they are, and those that no system takes are the program's fault, not ours", async () => {
  const argv = ['--', '-n', '', 'a b', '\'"\\$HOME`', '*', 'größer\n', '\u0001\u007f', '{port}'];
  const { stdout } = await runIn(python, [
    'python3',
    '-c',
    'import sys,json; print(json.dumps(sys.argv[1:]))',
    ...argv,
  ]);
  assert.deepEqual(JSON.parse(stdout), argv);
  const echo = async (text: string) => (await runIn(python, ['/bin/echo', text])).end;
  assert.equal((await echo('x'.repeat(130_000))).code, 0);
  const cases = [
    ['x'.repeat(140_000), 'E2BIG'],
    ['x'.repeat(3 << 20), 'E2BIG'],
    ['a\0b', 'EINVAL'],
  ] as const;
  for (const [text, errno] of cases) {
    const end = await echo(text);
    assert.deepEqual([end.cause, end.code], ['not-started', constants.errno[errno]]);
  }
  const many = await runIn(python, ['true', ...Array.from({ length: 70_000 }, () => 'x')]);
  assert.deepEqual([many.end.cause, many.end.code], ['not-started', constants.errno.E2BIG]);
  const long = { ...requestOf([]).environment, LONG: 'y'.repeat(120_000) };
  assert.equal((await runIn(python, ['sh', '-c', 'printenv LONG | wc -c'], { environment: long })).stdout, '120001\n');
});

test('a program that closes its input early does not hold up who writes to it', async () => {
  const program = python.run(requestOf(['sh', '-c', 'exec <&-; sleep 0.3; echo over']), () => {});
  await program.write(Buffer.alloc(10 << 20));
  program.end();
  assert.equal((await program.ended).code, 0);
});

test('a program that never reads its input is ended all the same, and the writer let go', async () => {
  const program = python.run(requestOf(['sleep', '60'], { wallMs: 300 }), () => {});
  await program.write(Buffer.alloc(10 << 20));
  assert.equal((await program.ended).cause, 'wall-limit');
});

test('what is written arrives whole, however it is cut, and the end of it too', async () => {
  let counted = '';
  const program = python.run(requestOf(['sh', '-c', 'sleep 0.1; wc -c']), (_, bytes) => {
    counted += bytes.toString();
  });
  const parts = [1, 70_000, 5 << 20, 300_000].map((size) => program.write(Buffer.alloc(size, 1)));
  await Promise.all(parts);
  program.end();
  assert.equal((await program.ended).code, 0);
  assert.equal(Number(counted), 1 + 70_000 + (5 << 20) + 300_000);
});

test('what C printed is there when the program is ended: as far as a terminal would have shown it', async () => {
  await using sandbox = await ground.sandbox('c', await ground.hostile('hold-back.c'));
  const shown = async (pty: boolean) => {
    const { end, stdout } = await runIn(sandbox, ['./hold-back'], { pty, wallMs: 400 });
    return [end.cause, stdout];
  };
  assert.deepEqual(await shown(false), ['wall-limit', ''], 'on a pipe, the C library keeps all of it');
  assert.deepEqual(await shown(true), ['wall-limit', 'Waiting for a client\n']);
});

test('what was printed without a newline is there when the program is ended: Ruby', async () => {
  await using sandbox = await ground.sandbox('ruby', await ground.hostile('hold-back.rb'));
  const held = await runIn(sandbox, ['ruby', '--disable=gems', 'hold-back.rb'], { pty: true, wallMs: 5000 });
  assert.deepEqual([held.end.cause, held.stdout], ['wall-limit', 'What is your name?']);
});

test('a terminal adds nothing and takes nothing: every byte passes, /dev/stdout too', async () => {
  const write = 'import os; os.write(1, bytes(range(256)) * 300); open("/dev/stdout", "w").write("\\n\\r\\t")';
  const { end, stdout, stderr } = await runIn(python, ['python3', '-c', write], { pty: true });
  assert.deepEqual([end.code, stderr], [0, '']);
  const all = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join('');
  assert.equal(stdout, `${all.repeat(300)}\n\r\t`);
});

test('many programs at once each keep their own output and end', async () => {
  const runs = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      runIn(python, ['sh', '-c', `echo ${i}; echo e${i} >&2; exit ${i}`], { pty: i % 2 === 0 }),
    ),
  );
  for (const [i, { end, stdout, stderr }] of runs.entries()) {
    assert.deepEqual([end.code, stdout, stderr], [i, `${i}\n`, `e${i}\n`]);
  }
});

test('what a build leaves is unpacked without its rights: nothing in it can be changed where it runs', async () => {
  await using build = await ground.sandbox('c', await treeOf({ program: '#!/bin/sh\necho one\n' }), { kind: 'build' });
  const open =
    'chmod 6777 program; mkdir -m 777 folder; echo x > folder/file; chmod 666 folder/file; mkdir -m 0 closed; ln -s /etc/passwd link';
  assert.equal((await runIn(build, ['sh', '-c', open])).end.code, 0);
  const parts: Buffer[] = [];
  assert.equal(await packFrom(build, studentUid, 1 << 20, (bytes) => parts.push(Buffer.from(bytes))), true);
  await using run = await ground.sandbox('c', Buffer.concat(parts));
  const tries = ['echo >> program', 'chmod 777 program', '> folder/new', '> folder/file', 'rm -rf folder', 'rm link'];
  for (const what of tries) assert.notEqual((await runIn(run, ['sh', '-c', what])).end.code, 0, what);
  const { stdout } = await runIn(run, ['stat', '-c', '%n %a %u', 'program', 'folder', 'folder/file']);
  assert.equal(stdout, 'program 755 65533\nfolder 755 65533\nfolder/file 644 65533\n');
  assert.equal((await runIn(run, ['./program'])).stdout, 'one\n');
});

test('a tree that is too large to pack is said to be, not kept', async () => {
  await using build = await ground.sandbox('c', undefined, { kind: 'build' });
  await runIn(build, ['truncate', '-s', '100G', 'sparse'], { fileBytes: 0 });
  let bytes = 0;
  const fits = await packFrom(build, studentUid, 4 << 20, (part) => {
    bytes += part.length;
  });
  assert.deepEqual([fits, bytes <= 4 << 20], [false, true]);
});
