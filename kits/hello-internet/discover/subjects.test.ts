import assert from 'node:assert/strict';
import { test } from 'node:test';
import { code, codesOf, discoverIn } from './tree-of.ts';

const { c, python, ruby, go, java, rust } = code;
const both = (folder: string, of: { client: string; server: string }, extension: string) => ({
  [`${folder}client.${extension}`]: of.client,
  [`${folder}server.${extension}`]: of.server,
});

type Files = Record<string, string | null>;
/** Name, files, and the subjects as `id=language`. */
const layouts: [string, Files, string[]][] = [
  ['folders of languages', { ...both('c/', c, 'c'), ...both('python/', python, 'py') }, ['c=c', 'python=python']],
  ['C# by its sign', { 'C#/helloCSharp.cs': 'static void Main() {}' }, ['C#=csharp']],
  ['c-sharp', { 'c-sharp/a.cs': '' }, ['c-sharp=csharp']],
  ['C++ by its sign', { 'C++/x.cpp': '' }, ['C++=cpp']],
  ['cpp in capitals', { 'CPP/x.cpp': '' }, ['CPP=cpp']],
  ['golang', { 'golang/x.go': '' }, ['golang=go']],
  ['node', { 'node/x.js': '' }, ['node=javascript']],
  ['Node.js', { 'Node.js/x.js': '' }, ['Node.js=javascript']],
  ['JavaScript is not Java', { 'JavaScript/x.js': '' }, ['JavaScript=javascript']],
  ['python-jupyter', { 'python-jupyter/x.ipynb': '{}' }, ['python-jupyter=jupyter']],
  ['Python Notebook with spaces', { 'Python Notebook/x.ipynb': '{}' }, ['Python Notebook=jupyter']],
  ['python folder with notebooks only', both('python/', { client: '{}', server: '{}' }, 'ipynb'), ['python=jupyter']],
  ['a team before the language', both('team3-go/', go, 'go'), ['team3-go=go']],
  ['a team behind the language', both('go_group2/', go, 'go'), ['go_group2=go']],
  ['a number at the language', both('rust2/', rust, 'rs'), ['rust2=rust']],
  ['a prefix', both('hello-rust/', rust, 'rs'), ['hello-rust=rust']],
  ['camel case', both('TeamJava/', java, 'java'), ['TeamJava=java']],
  ['a person with Ruby sources', both('alice/', ruby, 'rb'), ['alice=ruby']],
  ['two folders of one language', { ...both('go-a/', go, 'go'), ...both('go-b/', go, 'go') }, ['go-a=go', 'go-b=go']],
  ['a language without sources', { 'swift/README.md': 'soon', ...both('c/', c, 'c') }, ['c=c', 'swift=swift']],
  ['a part of the name without sources', { 'team-go/README.md': '', ...both('c/', c, 'c') }, ['c=c']],
  [
    'documents and pictures are nobody',
    { 'docs/conf.py': python.client, '.github/ci.py': python.server, 'images/x.png': null, ...both('c/', c, 'c') },
    ['c=c'],
  ],
  [
    'a folder a program',
    { 'alice/helloRust/main.rs': rust.client, 'alice/hellosrvRust/main.rs': rust.server, ...both('c/', c, 'c') },
    ['alice=rust', 'c=c'],
  ],
  [
    'two languages that are called hello',
    { ...both('helloGo/', go, 'go'), ...both('helloC/', c, 'c') },
    ['helloC=c', 'helloGo=go'],
  ],
  ['one folder deeper', both('hello-internet/c/', c, 'c'), ['c=c']],
  ['below src', { ...both('src/c/', c, 'c'), ...both('src/go/', go, 'go') }, ['c=c', 'go=go']],
  ['two folders deeper', both('a/b/perl/', { client: '', server: '' }, 'pl'), ['perl=perl']],
  ['the root is a group', both('', python, 'py'), ['python=python']],
  ['the root is a group with one program', { 'client.rb': ruby.client, 'README.md': '' }, ['ruby=ruby']],
  ['the root is a group with src', both('src/', c, 'c'), ['c=c']],
  ['the root has client and server folders', { 'client/main.c': c.client, 'server/main.c': c.server }, ['c=c']],
  [
    'the root has cmd',
    { 'go.mod': 'module x', 'cmd/client/main.go': go.client, 'cmd/server/main.go': go.server },
    ['go=go'],
  ],
  ['the root is Maven', both('src/main/java/', java, 'java'), ['java=java']],
  ['a tool at the root of a class', { 'grade.py': python.client, ...both('c/', c, 'c') }, ['c=c']],
  ['people under any names', { ...both('alice/', ruby, 'rb'), ...both('bob/', c, 'c') }, ['alice=ruby', 'bob=c']],
  [
    'groups below their language',
    { ...both('go/red/', go, 'go'), ...both('go/blue/', go, 'go'), ...both('c/', c, 'c') },
    ['c=c', 'blue=go', 'red=go'],
  ],
  [
    'equal names are told apart by their paths',
    {
      ...both('go/red/', go, 'go'),
      ...both('go/blue/', go, 'go'),
      ...both('c/red/', c, 'c'),
      ...both('c/two/', c, 'c'),
    },
    ['c/red=c', 'two=c', 'blue=go', 'go/red=go'],
  ],
  ['sources of another language than the folder says', both('c/', c, 'cpp'), ['c=cpp']],
  ['binaries alone, named by the convention', { 'alice/helloGo': null, 'alice/hellosrvGo': null }, ['alice=go']],
  ['a manifest alone', { 'x/gradewire.yml': 'programs: {client: {run: ./a, language: c}}' }, ['x=c']],
  ['what tools made does not count', { 'c/README.md': '', 'c/node_modules/x/client.js': 'net.connect(1)' }, ['c=c']],
  ['nothing', {}, []],
  ['nothing of a language', { 'README.md': '', 'a/b.txt': '' }, []],
];

for (const [name, files, expected] of layouts) {
  test(`subjects: ${name}`, () => {
    const { subjects } = discoverIn(files);
    assert.deepEqual(
      subjects.map(({ id, language }) => `${id}=${language}`),
      expected,
    );
  });
}

test('a language folder without sources misses both programs and says what was looked for', () => {
  const { missing, programs } = discoverIn({ 'swift/README.md': '' });
  assert.deepEqual(programs, []);
  assert.deepEqual(
    missing.map(({ id, tried }) => [id, tried.includes('helloSwift.swift') || tried.includes('hellosrvSwift.swift')]),
    [
      ['swift/client', true],
      ['swift/server', true],
    ],
  );
});

test('a folder that is not named after its language is told', () => {
  assert.ok(codesOf(discoverIn(both('alice/', ruby, 'rb'))).includes('folder-name'));
  assert.ok(!codesOf(discoverIn(both('team-ruby/', ruby, 'rb'))).includes('folder-name'));
  assert.ok(!codesOf(discoverIn(both('', ruby, 'rb'))).includes('folder-name'));
});

test('the folder of a subject is its path from the root', () => {
  const { subjects } = discoverIn(both('hello-internet/c/', c, 'c'));
  assert.equal(subjects[0]?.folder, 'hello-internet/c');
});

test('only keeps by id or by language, in any spelling', () => {
  const files = { ...both('C++/', c, 'cpp'), ...both('team-go/', go, 'go'), ...both('python/', python, 'py') };
  const ids = (...only: string[]) => discoverIn(files, only).subjects.map(({ id }) => id);
  assert.deepEqual(ids('cpp', 'GOLANG'), ['C++', 'team-go']);
  assert.deepEqual(ids('team-GO'), ['team-go']);
  assert.deepEqual(ids('haskell'), []);
  assert.deepEqual(ids(), ['C++', 'python', 'team-go']);
  assert.equal(discoverIn(files, ['go']).programs.length, 2);
});

test('setup.sh is not run and that is said', () => {
  const files = { ...both('c/', c, 'c'), 'c/setup.sh': 'apt-get install x' };
  const note = discoverIn(files).subjects[0]?.notes.find(({ code }) => code === 'setup-not-run');
  assert.match(note?.text ?? '', /^setup\.sh was not run: .*network.*root/);
});
