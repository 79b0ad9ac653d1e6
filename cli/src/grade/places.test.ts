import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { BadUsage } from '../option-values.ts';
import { checkPlaces } from './places.ts';

test('places that cannot be read or written are told before anything runs', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'gradewire-places-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'there');
  await writeFile(file, '');
  const nothing = { folder, json: undefined, report: undefined, artefacts: undefined };
  const refused = (asked: object, message: RegExp) =>
    assert.rejects(
      checkPlaces({ ...nothing, ...asked }),
      (error) => error instanceof BadUsage && message.test(error.message),
    );

  await checkPlaces({ ...nothing, json: file, report: path.join(folder, 'new.html'), artefacts: `${folder}/a/b` });
  await checkPlaces({ ...nothing, json: '-' });
  await refused({ folder: path.join(folder, 'none') }, /none is not a folder/);
  await refused({ folder: file }, /there is not a folder/);
  await refused({ json: path.join(folder, 'none', 'r.json') }, /--json .*there is no folder .*none/);
  await refused({ json: folder }, /--json .* is a folder/);
  await refused({ report: path.join(file, 'r.html') }, /--report .* cannot be written/);
  await refused({ artefacts: path.join(file, 'a') }, /--artefacts: .*there is not a folder/);
  // Root may write there, too, as far as permissions go.
  await refused({ artefacts: '/proc/a/b' }, /--artefacts: \/proc is not writable/);
});
