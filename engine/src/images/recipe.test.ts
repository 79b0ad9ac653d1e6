import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { contentTag, type Recipe, readRecipe, withPackages } from './recipe.ts';

const recipe: Recipe = { name: 'x', dockerfile: 'FROM a\n', files: new Map(), npm: [], needs: {}, bases: ['a'] };
const files = (...all: [string, string][]) => new Map(all.map(([name, text]) => [name, Buffer.from(text)]));

test('a tag is the same for the same content, in whatever order it was read', () => {
  const one = contentTag({ ...recipe, files: files(['a', '1'], ['b', '2']) }, []);
  assert.match(one, /^[0-9a-f]{16}$/);
  assert.equal(contentTag({ ...recipe, files: files(['b', '2'], ['a', '1']) }, []), one);
});

test('a tag changes with all that goes into the image', () => {
  const tags = [
    contentTag(recipe, []),
    contentTag({ ...recipe, dockerfile: 'FROM b\n' }, []),
    contentTag({ ...recipe, files: files(['a', '1']) }, []),
    contentTag({ ...recipe, files: files(['a', '2']) }, []),
    contentTag({ ...recipe, files: files(['b', '1']) }, []),
    contentTag({ ...recipe, files: files(['a1', '']) }, []),
    contentTag({ ...recipe, npm: ['p@1'] }, []),
    contentTag(recipe, ['gradewire/lab:1']),
    contentTag(recipe, ['gradewire/lab:2']),
  ];
  assert.equal(new Set(tags).size, tags.length);
});

test('content cannot pass for a name, nor one file for two', () => {
  const content = fc.array(fc.tuple(fc.string({ maxLength: 4 }), fc.string({ maxLength: 4 })), { maxLength: 3 });
  const canonical = (all: [string, string][]) => JSON.stringify([...new Map(all)].sort(([a], [b]) => (a < b ? -1 : 1)));
  fc.assert(
    fc.property(content, content, (one, other) => {
      const tagOf = (all: [string, string][]) => contentTag({ ...recipe, files: files(...all) }, []);
      assert.equal(tagOf(one) === tagOf(other), canonical(one) === canonical(other));
    }),
  );
});

test('the recipes of the repository: what they need and start from', async () => {
  const lab = await readRecipe('lab');
  assert.deepEqual([lab.needs, lab.bases], [{ BASE: 'base' }, ['debian:trixie-slim']]);
  for (const name of ['init/main.c', 'init/Makefile', 'wire.sh', 'drop.sh', 'netem.sh'])
    assert.ok(lab.files.has(name), name);
  const python = await readRecipe('lang-python');
  assert.deepEqual(python.needs, { LAB: 'lab' });
  assert.ok(![...python.files.keys()].some((name) => name.startsWith('hello')), 'its test is no part of an image');
  const kotlin = await readRecipe('lang-kotlin');
  assert.ok(kotlin.npm.every((item) => /@\d+\.\d+\.\d+$/.test(item)) && kotlin.npm.length > 0, `${kotlin.npm}`);
  assert.ok(!kotlin.files.has('context.json'));
  await assert.rejects(readRecipe('lang-cobol'), { name: 'InfrastructureFault', message: /lang-cobol/ });
});

test('packages are added by name only', () => {
  const more = withPackages('c', ['zlib1g-dev', 'libuv1-dev', 'zlib1g-dev']);
  assert.equal(more.name, 'lang-c-extra');
  assert.match(more.dockerfile, /--no-install-recommends libuv1-dev zlib1g-dev &&/);
  assert.deepEqual(more.needs, { LANGUAGE: 'lang-c' });
  assert.deepEqual(withPackages('c', ['libuv1-dev', 'zlib1g-dev']), more);
  for (const bad of ['a; rm -rf /', '$(id)', '-o=x', '', 'UPPER', 'a b', 'a\nRUN id']) {
    assert.throws(() => withPackages('c', [bad]), RangeError, bad);
  }
});
