import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Observation, Setup } from '@gradewire/core';
import { kitById } from '@gradewire/kits';
import type { ObservationRecord } from './artefacts.ts';
import { gather, type InClass, touches } from './in-class.ts';
import { knownObservations, subjectDigests } from './known.ts';

let root: string;
before(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'gradewire-in-class-'));
});
after(() => rm(root, { recursive: true }));

async function folderWith(name: string, files: Record<string, string>): Promise<string> {
  const place = path.join(root, name);
  for (const [file, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(place, file)), { recursive: true });
    await writeFile(path.join(place, file), content);
  }
  return place;
}

const programs = (folder: string, suffix: string, text = '') => ({
  [`${folder}/hello${suffix}.py`]: `client ${text}`,
  [`${folder}/hellosrv${suffix}.py`]: `server ${text}`,
});
const kit = kitById('hello-internet')!;
const config = kit.parseConfig({});
const ranIn = { lab: 'a1', 'peers-hello-internet': 'b1', 'lang-python': 'c1', 'lang-c-extra': 'd1', 'lang-ruby': 'e1' };
/** As a run has them whose images are made of `ranIn`, but for these. */
function images(others: Partial<typeof ranIn> = {}) {
  const image = (name: keyof typeof ranIn) => ({
    reference: `gradewire/${name}:${others[name] ?? ranIn[name]}`,
    digest: '',
  });
  const ofLanguages = { python: image('lang-python'), c: image('lang-c-extra'), ruby: image('lang-ruby') };
  return { lab: image('lab'), peers: image('peers-hello-internet'), images: new Map(Object.entries(ofLanguages)) };
}
const alone: InClass = { opponents: [], pairsOnly: true, known: [] };

test('a changed folder touches what lies in it and what it lies in, and the root only itself', () => {
  const touched = (folder: string, ...changed: string[]) => touches({ folder }, changed);
  assert.deepEqual(
    [touched('go', 'go'), touched('go/red', 'go'), touched('go', 'go/src'), touched('', 'src'), touched('', '')],
    [true, true, true, true, true],
  );
  assert.deepEqual(
    [touched('go', 'golang'), touched('golang', 'go'), touched('go', ''), touched('go')],
    [false, false, false, false],
  );
});

test('two teams with folders of one name: each has its own, and only one of them is graded', async () => {
  const mine = await folderWith('mine', programs('python', 'Python', 'mine'));
  const theirs = await folderWith('theirs', { ...programs('python', 'Python'), ...programs('team/python2', 'Python') });
  const opponents = [{ folder: theirs, name: 'blue' }];
  const all = await gather(kit, config, mine, { ...alone, name: 'red', opponents });
  assert.deepEqual([...all.focus!.subjects], ['red:python']);
  assert.ok(all.discovery.subjects.some(({ id }) => id === 'blue:python'));
  const ids = all.discovery.programs.map(({ id, subject, role }) => id === `${subject}/${role}`);
  assert.ok(ids.length >= 4 && ids.every(Boolean));
  assert.equal(all.sources.get('red:python')!.root, mine);
  assert.equal(all.sources.get('blue:python')!.root, theirs);
  const by = await gather(kit, config, mine, undefined);
  assert.equal(all.tree.digest, by.tree.digest, "the tree is the submission's own");
  assert.equal(by.focus, undefined);
});

test('of a class repository the changed folders are the head’s, all others the base’s', async () => {
  const head = await folderWith('head', {
    ...programs('python', 'Python', 'new'),
    ...programs('python3', 'Python', 'stale'),
  });
  const base = await folderWith('base', {
    ...programs('python', 'Python', 'old'),
    ...programs('python3', 'Python', 'merged'),
  });
  const changed = ['python'];
  const all = await gather(kit, config, head, { ...alone, changed, opponents: [{ folder: base, except: changed }] });
  assert.deepEqual([...all.focus!.subjects], ['python']);
  const roots = [...all.sources].map(([id, source]) => [id, source.root]).sort();
  assert.deepEqual(roots, [
    ['python', head],
    ['python3', base],
  ]);
});

test('what is known of a program is taken over under its new name, as long as its files are the same', async () => {
  const mine = await folderWith('known-mine', programs('python', 'Python', 'mine'));
  const theirs = await folderWith('known-theirs', programs('elsewhere/python', 'Python', 'theirs'));
  const all = await gather(kit, config, mine, { ...alone, name: 'red', opponents: [{ folder: theirs, name: 'blue' }] });
  const digests = subjectDigests(all.sources);
  const digestOf = (subject: string) => digests.get(subject)!;
  const seen = (trial: string) => [{ trial } as Observation];
  const record: ObservationRecord = {
    ...{ version: 1, kit: 'hello-internet', kitVersion: '1.0.0', seed: 1, source: { digest: '' }, builds: [] },
    subjects: { python: digestOf('blue:python'), old: 'sha256:other' },
    recipes: ranIn,
    observations: {
      'reference/python/client': seen('client'),
      'reference/old/server': seen('old'),
      'pair/python/python': seen('pair'),
      'usage/python/client/bare': seen('usage'),
    },
  };
  const setup = { discovery: all.discovery, focus: all.focus } as Setup;
  const known = knownObservations([record], setup, digests, images());
  assert.deepEqual(
    [...known].map(([id, [one]]) => [id, one!.trial]),
    [
      ['reference/blue:python/client', 'client'],
      ['pair/blue:python/blue:python', 'pair'],
    ],
  );
  // Under its own name, and what its score rests on is seen anew.
  const own = { ...record, subjects: { python: digestOf('red:python') } };
  assert.deepEqual(
    [...knownObservations([own], setup, digests, images()).keys()],
    ['reference/red:python/client', 'pair/red:python/red:python'],
  );
  const scored = { ...setup, focus: { ...all.focus!, pairsOnly: false } };
  assert.equal(knownObservations([own], scored, digests, images()).size, 0);
  const { subjects: _, ...older } = record;
  assert.equal(knownObservations([older], setup, digests, images()).size, 0);
});

test('what was seen in another image is seen again, and only that', async () => {
  const mine = await folderWith('images-mine', programs('python', 'Python'));
  const theirs = await folderWith('images-theirs', {
    ...{ 'c/helloC.c': 'client', 'c/hellosrvC.c': 'server' },
    ...{ 'ruby/helloRuby.rb': 'client', 'ruby/hellosrvRuby.rb': 'server' },
  });
  const all = await gather(kit, config, mine, { ...alone, opponents: [{ folder: theirs }] });
  const digests = subjectDigests(all.sources);
  const names = [...digests.keys()].sort();
  assert.deepEqual(names, ['c', 'python', 'ruby']);
  const pairs = names.flatMap((client) => names.map((server) => `pair/${client}/${server}`));
  const everything = [
    ...pairs,
    ...names.flatMap((name) => [`reference/${name}/client`, `reference/${name}/server`]),
  ].sort();
  const record: ObservationRecord = {
    ...{ version: 1, kit: 'hello-internet', kitVersion: '1.0.0', seed: 1, source: { digest: '' }, builds: [] },
    subjects: Object.fromEntries(digests),
    recipes: ranIn,
    observations: Object.fromEntries(everything.map((id) => [id, [{ trial: id } as Observation]])),
  };
  const setup = { discovery: all.discovery, focus: all.focus } as Setup;
  const known = (records: readonly ObservationRecord[], now = images()) =>
    [...knownObservations(records, setup, digests, now).keys()].sort();
  assert.deepEqual(known([record]), everything);
  const withoutC = everything.filter((id) => !id.split('/').includes('c'));
  assert.deepEqual(known([record], images({ 'lang-c-extra': 'd2' })), withoutC, "one language's toolchain is another");
  assert.deepEqual(known([record], images({ lab: 'a2' })), []);
  assert.deepEqual(known([record], images({ 'peers-hello-internet': 'b2' })), []);
  const { recipes: _, ...older } = record;
  assert.deepEqual(known([older]), [], 'nobody knows in what an older record was seen');
  const before = { ...record, recipes: { ...ranIn, 'lang-ruby': 'e0' } };
  assert.deepEqual(known([before, record]), everything, 'what one has of another image, a later one has of this');
});
