import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { helloInternet, root } from './grade-folder.ts';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...(await readdir(path.join(root, 'docs'))).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
];

for (const page of pages) {
  test(`${page} links to what is there`, async () => {
    const text = await readFile(path.join(root, page), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, link]) => path.join(root, path.dirname(page), link!));
    assert.deepEqual(
      links.filter((link) => !existsSync(link)),
      [],
    );
  });
}

test('the configuration in the instructors’ guide is one', async () => {
  const guide = await readFile(path.join(root, 'docs/instructors.md'), 'utf8');
  const [json] = /^ {4}\{[\s\S]*?^ {4}\}/m.exec(guide)!;
  assert.deepEqual((helloInternet.parseConfig(JSON.parse(json)) as { packages: object }).packages, {
    python: ['python3-numpy'],
    ruby: ['ruby-rack'],
  });
});
