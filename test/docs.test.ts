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
  const examples = [...guide.matchAll(/^ {4}\{[\s\S]*?^ {4}\}/gm)].map(([json]) => JSON.parse(json));
  assert.equal(examples.length, 2);
  const [first, second] = examples.map((one) => helloInternet.parseConfig(one)) as {
    packages: object;
    weather: { name: string }[];
  }[];
  assert.deepEqual(first?.packages, { python: ['python3-numpy'], ruby: ['ruby-rack'] });
  assert.deepEqual(
    second?.weather.map(({ name }) => name),
    ['delay', 'loss', 'slow', 'satellite', 'attic'],
  );
});
