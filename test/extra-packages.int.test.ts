import assert from 'node:assert/strict';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { connectDocker } from '@gradewire/engine';
import { gradeFolder, root, temporaryFolder } from './grade-folder.ts';
import { gradewire } from './gradewire-command.ts';
import { until } from './gradewire-serve.ts';

test('an assignment may add Debian packages to a language', async () => {
  await using folder = await temporaryFolder();
  const python = path.join(folder.path, 'python');
  await mkdir(python);
  await cp(path.join(root, 'examples/class-repo/python'), python, { recursive: true });
  const client = path.join(python, 'helloPython.py');
  await writeFile(client, `import toml\n${await readFile(client, 'utf8')}`);

  const without = await gradeFolder(folder.path);
  const withPackage = await gradeFolder(folder.path, { config: { packages: { python: ['python3-toml'] } } });
  const reference = (result: typeof without) => result.cases.find(({ id }) => id === 'reference/python/client')!;
  assert.equal(reference(without).outcome, 'crashed');
  assert.match(reference(without).feedback[0]!.text, /toml/);
  assert.equal(reference(withPackage).outcome, 'passed');
  assert.notEqual(without.images.python, withPackage.images.python);
});

test('a name that is no package is refused before anything is built', async () => {
  const config = { packages: { python: ['x; rm -rf /'] } };
  await assert.rejects(
    gradeFolder(path.join(root, 'examples/class-repo'), { config }),
    /not the name of a Debian package/,
  );
});

test('ctrl-c while an image is built ends the command, and the container that builds it, at once', async () => {
  await using folder = await temporaryFolder();
  const config = path.join(folder.path, 'config.json');
  // No image of an earlier run has it, and lists of packages take their time to come.
  const name = `gradewire-test-${process.pid}-${Date.now()}`;
  await writeFile(config, JSON.stringify({ packages: { python: [name] } }));
  const docker = await connectDocker();
  const building = async () => {
    const all = await docker.listContainers({ all: true });
    return all.filter(({ Command }) => Command.includes(name)).length;
  };
  let stoppedAt = Number.NaN;
  const args = ['grade', path.join(root, 'examples/class-repo'), '--kit', 'hello-internet', '--only', 'python'];
  const ended = await gradewire([...args, '--config', config], (child) => {
    void until(async () => child.exitCode !== null || (await building()) > 0, 60_000).then(() => {
      stoppedAt = performance.now();
      child.kill('SIGINT');
    });
  });
  const ms = performance.now() - stoppedAt;
  assert.equal(ended.code, 130, ended.stderr);
  assert.ok(ms < 4000, `${ms} ms`);
  await until(async () => (await building()) === 0, 2000);
});
