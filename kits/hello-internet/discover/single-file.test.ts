import assert from 'node:assert/strict';
import { test } from 'node:test';
import { code, discoverIn, programIn } from './tree-of.ts';

const { c, go, java } = code;

test('helpers are built in, but not those of the other role', () => {
  const found = discoverIn({
    'c/helloC.c': c.client,
    'c/hellosrvC.c': c.server,
    'c/ports.c': 'int ports;',
    'c/server_log.c': 'int log;',
    'c/lib/text.c': 'int text;',
    'c/test_ports.c': 'int x;',
  });
  assert.deepEqual(
    programIn(found, 'c/client').build[0]?.filter((item) => item.endsWith('.c')),
    ['helloC.c', 'lib/text.c', 'ports.c'],
  );
  assert.deepEqual(
    programIn(found, 'c/server').build[0]?.filter((item) => item.endsWith('.c')),
    ['hellosrvC.c', 'lib/text.c', 'ports.c', 'server_log.c'],
  );
});

test('a helper in another folder is not part of a Go file', () => {
  const found = discoverIn({ 'go/helloGo.go': go.client, 'go/util.go': 'package main', 'go/x/y.go': 'package x' });
  assert.deepEqual(programIn(found, 'go/client').build[0]?.slice(-2), ['helloGo.go', 'util.go']);
});

test('Java: a source whose name is not its public type is compiled under the name that the compiler demands', () => {
  const found = discoverIn({
    'java/helloJava.java': `public ${java.client.replace('class A', 'class HelloJava')}`,
    'java/hellosrvJava.java': java.server,
    'java/ports.java': 'public class Ports { }',
  });
  const output = '/work/.gradewire/client';
  const client = programIn(found, 'java/client');
  assert.deepEqual(client.build.slice(0, -1), [
    ['cp', 'helloJava.java', `${output}/HelloJava.java`],
    ['cp', 'ports.java', `${output}/Ports.java`],
  ]);
  assert.deepEqual(client.build.at(-1)?.slice(-2), [`${output}/HelloJava.java`, `${output}/Ports.java`]);
  assert.equal(client.command.at(-1), 'HelloJava');
  const server = programIn(found, 'java/server').build.at(-1)!;
  assert.ok(server.includes('hellosrvJava.java'));
});

test('Java: classes are looked for from the root of the packages', () => {
  const found = discoverIn({
    'java/src/edu/net/Client.java': `package edu.net;\npublic ${java.client.replace('class A', 'class Client')}`,
    'java/src/edu/wire/Hello.java': 'package edu.wire;\npublic class Hello { }',
  });
  const [build, ...rest] = programIn(found, 'java/client').build;
  assert.deepEqual(rest, []);
  assert.equal(build?.[build.indexOf('-sourcepath') + 1], 'src:.');
  assert.equal(programIn(found, 'java/client').command.at(-1), 'edu.net.Client');
});

test('sources beside another program are no helpers', () => {
  const found = discoverIn({
    'c/one/main.c': c.client,
    'c/one/net.c': 'int net(void);',
    'c/two/main.c': c.server,
    'c/two/net.c': 'int net(void);',
    'c/common/log.c': 'void log(void);',
  });
  const helpers = (role: string) => {
    const items = programIn(found, `c/${role}`).build.flat();
    return items.filter((item) => item.endsWith('.c') && !item.endsWith('main.c')).sort();
  };
  assert.deepEqual(helpers('client'), ['common/log.c', 'one/net.c']);
  assert.deepEqual(helpers('server'), ['common/log.c', 'two/net.c']);
});
