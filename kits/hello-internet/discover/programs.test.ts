import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { languages } from '@gradewire/core';
import { conventionalName } from './notes.ts';
import { code, codesOf, discoverIn, programIn } from './tree-of.ts';

const { c, python, ruby, go, java, javascript } = code;

for (const language of languages) {
  test(`programs by convention: ${language.id}`, () => {
    const extension = language.extensions[0];
    const files = {
      [`x/${language.id}/${conventionalName('client', language)}${extension}`]: 'text',
      [`x/${language.id}/${conventionalName('server', language)}${extension}`]: 'text',
    };
    const found = discoverIn(files);
    assert.deepEqual(found.missing, []);
    assert.deepEqual(codesOf(found), []);
    for (const role of ['client', 'server'] as const) {
      const program = programIn(found, `${language.id}/${role}`);
      assert.equal(program.language, language.id);
      assert.equal(program.source, path.basename(program.source ?? ''));
      const argv = [...program.build.flat(), ...program.command];
      assert.ok(
        argv.some((item) => item.includes(program.source!)),
        argv.join(' '),
      );
      assert.ok(!argv.some((item) => /\{(source|output|helpers|entry|name)\}/.test(item)), argv.join(' '));
      assert.deepEqual(program.environment, language.environment);
    }
  });
}

test('a server is tried as documented, then with a backlog; a client as documented', () => {
  const found = discoverIn({ 'c/helloC.c': c.client, 'c/hellosrvC.c': c.server });
  assert.deepEqual(programIn(found, 'c/client').argumentForms, [{ name: 'documented', args: ['{host}', '{port}'] }]);
  assert.deepEqual(programIn(found, 'c/server').argumentForms, [
    { name: 'documented', args: ['{port}'] },
    { name: 'backlog', args: ['{port}', '5'] },
  ]);
});

type Files = Record<string, string | null>;
/** Name, files of the folder (its name first), source of the client, source of the server. */
const layouts: [string, string, Files, string | null | undefined, string | null | undefined][] = [
  ['plain words', 'c', { 'client.c': c.client, 'server.c': c.server }, 'client.c', 'server.c'],
  ['Java classes', 'java', { 'Client.java': java.client, 'Server.java': java.server }, 'Client.java', 'Server.java'],
  ['luaServ', 'lua', { 'luaCli.lua': '', 'luaServ.lua': '' }, 'luaCli.lua', 'luaServ.lua'],
  ['prefixes', 'python', { 'myclient.py': '', 'tcpserver.py': '' }, 'myclient.py', 'tcpserver.py'],
  ['hello_server', 'perl', { 'hello.pl': 'connect(S)', 'hello_server.pl': '' }, 'hello.pl', 'hello_server.pl'],
  [
    'helloServer is no client',
    'python',
    { 'helloServer.py': '', 'helloClient.py': '' },
    'helloClient.py',
    'helloServer.py',
  ],
  [
    'the convention wins',
    'c',
    { 'client.c': c.client, 'helloC.c': c.client, 'hellosrvC.c': c.server },
    'helloC.c',
    'hellosrvC.c',
  ],
  [
    'mixed case',
    'ruby',
    { 'HELLORUBY.rb': ruby.client, 'HelloSrvRuby.rb': ruby.server },
    'HELLORUBY.rb',
    'HelloSrvRuby.rb',
  ],
  ['in src', 'c', { 'src/client.c': c.client, 'src/server.c': c.server }, 'src/client.c', 'src/server.c'],
  [
    'folders of roles',
    'go',
    { 'client/main.go': go.client, 'server/main.go': go.server },
    'client/main.go',
    'server/main.go',
  ],
  [
    'cmd',
    'go',
    { 'cmd/client/main.go': go.client, 'cmd/server/main.go': go.server },
    'cmd/client/main.go',
    'cmd/server/main.go',
  ],
  [
    'Swift packages',
    'swift',
    { 'Sources/client/main.swift': '', 'Sources/server/main.swift': '' },
    'Sources/client/main.swift',
    'Sources/server/main.swift',
  ],
  ['by content alone', 'python', { 'a.py': python.server, 'b.py': python.client }, 'b.py', 'a.py'],
  ['by content alone, Ruby', 'ruby', { 'one.rb': ruby.client, 'two.rb': ruby.server }, 'one.rb', 'two.rb'],
  [
    'a comment is no call',
    'python',
    { 'a.py': `${python.client}\n# not .accept()`, 'b.py': python.server },
    'a.py',
    'b.py',
  ],
  [
    'a call beats a contrary name',
    'python',
    { 'client_handler.py': python.server, 'talk.py': python.client },
    'talk.py',
    'client_handler.py',
  ],
  [
    'a library is no program',
    'python',
    { 'client.py': python.client, 'run_client.py': 'from client import go', 'server.py': python.server },
    'run_client.py',
    'server.py',
  ],
  [
    'a source without main is no program',
    'c',
    { 'client.c': 'void go() { connect(1); }', 'client_main.c': 'int main() {}', 'server.c': c.server },
    'client_main.c',
    'server.c',
  ],
  [
    'a main beside the calls',
    'c',
    { 'net.c': 'void f() { connect(1); }', 'main.c': 'int main() { f(); }' },
    'main.c',
    undefined,
  ],
  [
    'tests come last',
    'python',
    { 'test_client.py': python.client, 'myclient.py': python.client },
    'myclient.py',
    undefined,
  ],
  ['only a client', 'ruby', { 'client.rb': ruby.client }, 'client.rb', undefined],
  ['both in one', 'python', { 'hello.py': `${python.client}\n${python.server}` }, 'hello.py', 'hello.py'],
  ['both in one by name', 'python', { 'client_server.py': 'import net' }, 'client_server.py', 'client_server.py'],
  [
    'a script without extension',
    'python',
    { client: '#!/usr/bin/env python3\n', server: '#!/usr/bin/python3\n' },
    'client',
    'server',
  ],
  ['a source before its binary', 'c', { helloC: null, 'helloC.c': c.client, hellosrvC: null }, 'helloC.c', null],
  [
    'the server in another language',
    'python',
    { 'client.py': python.client, 'server.rb': ruby.server },
    'client.py',
    'server.rb',
  ],
  [
    'caches are not sources',
    'python',
    { '.ipynb_checkpoints/client.py': '', '__pycache__/server.py': '' },
    undefined,
    undefined,
  ],
  ['a jar', 'java', { 'client.jar': null, 'Server.class': null }, null, null],
  ['Mono programs', 'csharp', { 'helloCSharp.exe': null, 'hellosrvCSharp.exe': null }, null, null],
  ['a jar is nothing for C', 'c', { 'client.c': c.client, 'server.jar': null }, 'client.c', undefined],
];

for (const [name, folder, files, client, server] of layouts) {
  test(`programs: ${name}`, () => {
    const tree = Object.fromEntries(Object.entries(files).map(([file, text]) => [`class/${folder}/${file}`, text]));
    const found = discoverIn(tree);
    const source = (role: string) => found.programs.find((program) => program.id === `${folder}/${role}`)?.source;
    assert.deepEqual([source('client'), source('server')], [client, server]);
    assert.equal(found.missing.length, [client, server].filter((one) => one === undefined).length);
  });
}

test('a notebook with both roles is started in two ways', () => {
  const cells = [{ cell_type: 'code', source: ['if argv[1] == "server":\n', '  s.listen()\n', 'else: s.connect(a)'] }];
  const found = discoverIn({ 'jupyter/hello.ipynb': JSON.stringify({ cells }) });
  const forms = (role: string) => programIn(found, `jupyter/${role}`).argumentForms.map(({ args }) => args.join(' '));
  assert.deepEqual(forms('client'), [
    '{host} {port}',
    'client {host} {port}',
    '-c {host} {port}',
    '--client {host} {port}',
  ]);
  assert.deepEqual(forms('server'), ['{port}', '{port} 5', 'server {port}']);
  assert.ok(codesOf(found).includes('one-source'));
});

test('of two classes in one source each role starts its own', () => {
  const text = `class Client { public static void main(String[] a) { new Socket(a[0], 1); } }
    class Server { public static void main(String[] a) { new ServerSocket(1); } }`;
  const found = discoverIn({ 'java/Hello.java': text });
  assert.equal(programIn(found, 'java/client').command.at(-1), 'Client');
  assert.equal(programIn(found, 'java/server').command.at(-1), 'Server');
});

test('a path that looks like an option is none', () => {
  const found = discoverIn({ 'python/-client.py': python.client });
  assert.equal(programIn(found, 'python/client').command.at(-1), './-client.py');
});

test('binaries are made executable, a jar runs on the Java machine', () => {
  const native = discoverIn({ 'c/helloC': null, 'c/bin/server': null });
  assert.deepEqual(programIn(native, 'c/client').command, ['./helloC']);
  assert.deepEqual(programIn(native, 'c/server').build, [['chmod', '755', './bin/server']]);
  assert.deepEqual(codesOf(native), ['name-convention', 'no-source', 'no-source']);
  const jar = discoverIn({ 'kotlin/helloKotlin.jar': null, 'kotlin/out/Server.class': null });
  assert.deepEqual(programIn(jar, 'kotlin/client').command, ['java', '-jar', './helloKotlin.jar']);
  assert.deepEqual(programIn(jar, 'kotlin/server').command, ['java', '-cp', 'out', 'Server']);
});

test('naming slips are told with the expected name', () => {
  const found = discoverIn({ 'java/Client.java': java.client, 'java/hellosrvJava.java': java.server });
  const notes = found.subjects[0]!.notes;
  assert.deepEqual(notes, [
    { code: 'name-convention', text: 'The client is Client.java; by the convention its name is helloJava.java.' },
  ]);
});

test('equally likely sources are told and the choice does not depend on their order', () => {
  const files = { 'python/bclient.py': python.client, 'python/aclient.py': python.client };
  const found = discoverIn(files);
  assert.equal(programIn(found, 'python/client').source, 'aclient.py');
  assert.ok(codesOf(found).includes('several-candidates'));
  const reversed = discoverIn(Object.fromEntries(Object.entries(files).reverse()));
  assert.deepEqual(reversed.programs, found.programs);
});

test('a program in another language than its folder keeps its own language', () => {
  const found = discoverIn({ 'js/client.js': javascript.client, 'js/server.py': python.server });
  assert.equal(programIn(found, 'js/server').language, 'python');
  assert.ok(codesOf(found).includes('other-language'));
});
