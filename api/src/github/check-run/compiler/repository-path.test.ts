import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { repositoryPaths } from './repository-path.ts';

const files = ['go/main.go', 'go/src/client.go', 'go/a/net.go', 'go/b/net.go', 'C#/hello.cs', 'java/org/x/Main.java'];
const paths = repositoryPaths(files);

test('a path in the sandbox, relative to the folder or to wherever a build went, is one of the repository', () => {
  const expected: [string, string, string | null][] = [
    ['/work/main.go', 'go', 'go/main.go'],
    ['./main.go', 'go', 'go/main.go'],
    ['main.go', 'go', 'go/main.go'],
    ['src/../src/client.go', 'go', 'go/src/client.go'],
    ['client.go', 'go', 'go/src/client.go'],
    ['hello.cs', 'C#', 'C#/hello.cs'],
    ['Main.java', 'java', 'java/org/x/Main.java'],
    ['net.go', 'go', null],
    ['b/net.go', 'go', 'go/b/net.go'],
    ['main.go', 'C#', null],
    ['go/main.go', '', 'go/main.go'],
    ['../C#/hello.cs', 'go', null],
    ['/usr/include/stdio.h', 'go', null],
    ['/etc/passwd', '', null],
    ['', 'go', null],
  ];
  for (const [printed, folder, path] of expected) assert.equal(paths.of(printed, folder), path, printed);
});

test('where the tree is a folder of the repository, paths begin there', () => {
  assert.equal(repositoryPaths(files, 'week-3').of('main.go', 'go'), 'week-3/go/main.go');
});

test('nothing but a file of the tree ever comes out', () => {
  const part = fc.constantFrom('..', '.', 'go', 'main.go', 'src', 'client.go', '', '/work', '\\', 'C#');
  fc.assert(
    fc.property(fc.array(part), fc.constantFrom('', 'go', 'C#', 'none'), (parts, folder) => {
      const path = paths.of(parts.join('/'), folder);
      assert.ok(path === null || files.includes(path));
    }),
  );
});
