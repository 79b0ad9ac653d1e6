import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ProvingGround, provingGround } from '../../engine/src/sandbox/proving-ground.ts';
import { inGuest } from './docker-in-kernel.ts';
import { findNetem, type NetemSource } from './netem-ground.ts';

/** What runs on this machine's kernel as well, where it has netem. */
const tests = ['probe', 'netem', 'netem-settings'].map((name) => `engine/src/lab/${name}.int.test.ts`);

let ground: ProvingGround;
let source: NetemSource;
before(async () => {
  ground = await provingGround();
  source = await findNetem(ground, 'netem-docker');
});
after(() => ground?.close());

test('the lab, driven through Docker, does on real qdiscs what its tests ask of it', async (t) => {
  if ('missing' in source) return t.skip(source.missing);
  if (source.kernel === 'native') return t.skip(`${tests.join(', ')} have met them: this kernel has netem`);
  const { docker, labels, images } = ground;
  const [lab, python, base] = await Promise.all([
    images.ensure('lab'),
    images.ensureLanguage('python'),
    images.ensure('base'),
  ]);
  const said = await inGuest(docker, labels, {
    image: source.image,
    images: [lab.reference, python.reference],
    base: base.reference,
    tests,
  });
  const results = [...said.matchAll(/^(ok|not ok) \d+ - (.*)$/gm)].map(([, outcome, name = '']) => ({ outcome, name }));
  for (const { outcome, name } of results) t.diagnostic(`${outcome}: ${name}`);
  for (const [remark] of said.matchAll(/^# .* after [\d.]+ s$/gm)) t.diagnostic(remark);
  assert.match(said, /^# tests have ended/m, said);
  // A test that finds no netem here is skipped: then the kernel is not what this is about.
  const wrong = results.filter(({ outcome, name }) => outcome !== 'ok' || name.includes('# SKIP'));
  assert.deepEqual(wrong, [], said);
  assert.ok(results.length > 9, said);
});
