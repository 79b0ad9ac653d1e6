import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { deb822Uris, debianMirror, oneLineUris } from './apt-sources.ts';

async function aptFolder(t: TestContext, files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gradewire-apt-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

test('the one-line format: options, comments and source packages', () => {
  const text = [
    '# deb http://commented.example/debian trixie main',
    'deb-src http://source.example/debian trixie main',
    '  deb [arch=amd64 signed-by=/usr/share/keyrings/k.gpg] http://first.example/debian trixie main contrib',
    'deb http://second.example/debian trixie main',
  ].join('\n');
  assert.deepEqual(oneLineUris(text), ['http://first.example/debian', 'http://second.example/debian']);
});

test('the deb822 format: several URIs, continuation lines, comments inside, disabled stanzas', () => {
  const text = [
    'Types: deb deb-src',
    '# URIs: http://commented.example/debian',
    'URIs: http://one.example/debian',
    '  http://two.example/debian',
    'Suites: trixie',
    '',
    'Types: deb',
    'Enabled: no',
    'URIs: http://disabled.example/debian',
    '',
    'Types: deb-src',
    'URIs: http://source.example/debian',
    '',
    'uris: http://three.example/debian',
    'types: deb',
  ].join('\n');
  assert.deepEqual(deb822Uris(text), [
    'http://one.example/debian',
    'http://two.example/debian',
    'http://three.example/debian',
  ]);
});

test('takes the first mirror that a container can use and passes over the rest', async (t) => {
  const folder = await aptFolder(t, {
    'sources.list': [
      'deb file:/media/debian trixie main',
      'deb cdrom:[Debian]/ trixie main',
      'deb http://security.example/debian-security trixie-security main',
      'deb https://needs-certificates.example/debian trixie main',
      'deb http://localhost:3142/debian trixie main',
      'deb http://snapshot.example/archive/debian/20250101T000000Z trixie main',
    ].join('\n'),
    'sources.list.d/a.list': 'deb http://extra.example/apt stable main\n',
    'sources.list.d/b.sources': 'Types: deb\nURIs: http://mirror.example/pub/debian/\nSuites: trixie\n',
    'sources.list.d/c.sources': 'Types: deb\nURIs: http://later.example/debian\nSuites: trixie\n',
  });
  assert.equal(await debianMirror(folder), 'http://mirror.example/pub/debian');
});

test('falls back to Debian’s own address on another distribution and where there is no apt', async (t) => {
  const folder = await aptFolder(t, { 'sources.list': 'deb http://archive.ubuntu.com/ubuntu noble main\n' });
  assert.equal(await debianMirror(folder), undefined);
  assert.equal(await debianMirror(join(folder, 'missing')), undefined);
});
