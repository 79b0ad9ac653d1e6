import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { LinkProfile, namedProfiles } from '@gradewire/core';
import { BadUsage } from '../option-values.ts';
import { readProfile } from './read-profile.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gradewire-profile-'));
});
after(() => rm(folder, { recursive: true }));

async function fileOf(content: unknown): Promise<string> {
  const file = path.join(folder, 'profile.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const refused = (text: string, message: RegExp) =>
  assert.rejects(
    readProfile(text, undefined),
    (error) => error instanceof BadUsage && error.message.startsWith('--profile') && message.test(error.message),
  );

test('a name, with the seed that is asked for', async () => {
  assert.deepEqual(await readProfile('dsl', 7), { ...namedProfiles.get('dsl')!.profile, seed: 7 });
  assert.equal((await readProfile('dsl', undefined)).seed, 1);
});

test('a line of tc, for both directions', async () => {
  const profile = await readProfile('tc qdisc add dev eth0 root netem delay 50ms 10ms loss 5% seed 9', undefined);
  assert.deepEqual(profile.clientToServer, profile.serverToClient);
  assert.deepEqual([profile.clientToServer.delay, profile.clientToServer.jitter, profile.seed], [50, 10, 9]);
  assert.deepEqual(profile.clientToServer.loss, { model: 'random', percent: 5 });
  assert.equal((await readProfile('loss 5% seed 9', 3)).seed, 3);
  assert.equal((await readProfile('loss 5%', undefined)).seed, 1);
});

test('a file, whose seed counts where none is asked for; what --show --json prints is one', async () => {
  const file = await fileOf({ name: 'mine', seed: 5, clientToServer: { delay: '1s' } });
  assert.equal((await readProfile(file, undefined)).clientToServer.delay, 1000);
  assert.equal((await readProfile(file, undefined)).seed, 5);
  assert.equal((await readProfile(file, 6)).seed, 6);
  assert.equal((await readProfile(await fileOf({ name: 'mine' }), undefined)).seed, 1);
  const wifi = await readProfile('conference-wifi', 2);
  assert.deepEqual(await readProfile(await fileOf(LinkProfile.parse(wifi)), undefined), wifi);
});

test('an unknown name is answered with the nearest one and with all', async () => {
  await refused('dls', /did you mean dsl\? "dls" is not a link profile; there are clean, lan, .*mars$/);
  await refused('ethernet', /^--profile: "ethernet" is not/);
});

test('a message names the option that the profile stands behind', async () => {
  for (const text of ['dls', 'delay 5lightyears', 'nowhere.json', await fileOf('{')]) {
    await assert.rejects(readProfile(text, undefined, '--show'), /^BadUsage: --show/);
  }
});

test('a line of tc that is none', async () => {
  await refused('delay 5lightyears', /"5lightyears" has the unit "lightyears", which tc does not know/);
  await refused('loss 120%', /"120%" is above 100 %/);
  await refused('delay -5ms', /"-5ms" is a negative time/);
  await refused('loss 20% 25%', /gemodel/);
  await refused('weather bad', /"weather" is not a word of netem/);
  await refused('rate 1mbitt', /"1mbitt" has the unit/);
});

test('a file that is none', async () => {
  await refused(path.join(folder, 'none.json'), /there is no such file/);
  await refused(`${folder}/`, /is a folder/);
  await refused(await fileOf('{"name": 5,\n}'), /is not JSON/);
  await refused(await fileOf('null'), /the profile: null is not an object/);
  await refused(
    await fileOf({ name: 'x', clientToServer: { delay: -1 } }),
    /clientToServer\.delay: -1 is a negative time/,
  );
  await refused(await fileOf({ name: 'x', serverToClient: { duplicate: 101 } }), /duplicate: 101 is above 100 %/);
  await refused(await fileOf({ name: 'x', colour: 'red' }), /colour: "red" is not a field/);
  const blackouts = [
    { fromMs: 0, toMs: 100 },
    { fromMs: 50, toMs: 70 },
  ];
  await refused(await fileOf({ name: 'x', blackouts }), /blackouts\.1: .*overlaps another blackout/);
});
