import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kitById } from '@gradewire/kits';
import { wantedImages } from './image-store.ts';
import { recipesFor, recipesOf } from './recipe-digests.ts';

const kit = kitById('hello-internet')!;
const digest = 'sha256:of the engine';

test('what a run will need is called as what it ran in', async () => {
  const references = await wantedImages();
  const names = ['lab', 'peers-hello-internet', 'lang-c', 'lang-go'];
  const ran = references.filter((one) => names.some((name) => one.startsWith(`gradewire/${name}:`)));
  assert.equal(ran.length, names.length);
  const recipes = await recipesFor(kit, {}, ['go', 'c', 'go']);
  assert.deepEqual({ ...recipes }, recipesOf(ran.map((reference) => ({ reference, digest }))));
});

test('more Debian packages make another image, which changes with them and not with their order', async () => {
  const withGo = (...go: string[]) => recipesFor(kit, { packages: { go } }, ['go']);
  const one = await withGo('libpcap-dev', 'libssl-dev');
  assert.deepEqual(Object.keys(one), ['lab', 'peers-hello-internet', 'lang-go-extra']);
  assert.deepEqual(await withGo('libssl-dev', 'libpcap-dev'), one);
  assert.notEqual((await withGo('libpcap-dev'))['lang-go-extra'], one['lang-go-extra']);
});
