import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Setup } from '@gradewire/core';
import { Config } from '../config.ts';
import { judgeReadme } from './static.ts';

const interfaceText = `${'A socket is made, then connect reaches the server. '.repeat(4)}The server calls bind, listen and accept;
both use send and recv, which may take or return a part, and close at the end.`;

function readme(name: string, text: string): { setup: Setup<Config>; subject: Setup['discovery']['subjects'][number] } {
  const file = { path: `go/${name}`, size: text.length, executable: false, digest: '', text };
  const subject = { id: 'go', folder: 'go', language: 'go', notes: [] };
  const discovery = { subjects: [subject], programs: [], missing: [], ignored: [] };
  const tree = { digest: '', files: [file] };
  return { setup: { config: Config.parse({}), seed: 1, tree, discovery, builds: new Map() }, subject };
}

function judged(name: string, text: string) {
  const { setup, subject } = readme(name, text);
  const { verdict, share } = judgeReadme(setup, subject);
  return { share, codes: verdict.feedback.map(({ code }) => code) };
}

for (const authors of [
  'Authors: Ada Lovelace, Alan Turing',
  'by Ken and Lu',
  'Autoren: Jörg Müller',
  'We are Lea and Ivo.',
  'Students: Priya S. and Tom',
]) {
  test(`a README with "${authors}" names the students`, () => {
    assert.deepEqual(judged('README.md', `${authors}\n\n${interfaceText}`), { share: 1, codes: [] });
  });
}

test('a README in another language of people is one', () => {
  assert.equal(judged('LIESMICH.md', `Autoren: Anna Blum\n${interfaceText}`).share, 1);
});

test('parts of the points are for parts of the README', () => {
  assert.deepEqual(judged('README.md', interfaceText), { share: 0.8, codes: ['readme-no-names'] });
  assert.deepEqual(judged('readme.txt', 'Authors: Ada Lovelace'), { share: 0.4, codes: ['readme-no-api'] });
  assert.deepEqual(judged('notes.md', interfaceText), { share: 0, codes: ['readme-missing'] });
});
