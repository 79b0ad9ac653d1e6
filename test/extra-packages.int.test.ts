import assert from 'node:assert/strict';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { gradeFolder, root, temporaryFolder } from './grade-folder.ts';

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
