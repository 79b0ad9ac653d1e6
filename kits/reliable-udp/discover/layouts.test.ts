import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Files } from '../../discover/tree-of.ts';
import { code, discoverIn, senderIn, typed } from './tree-of.ts';

const out = '/work/.gradewire/sender';
const { c, cpp, python, java, go, rust, javascript, ruby } = code;
const starter: Files = {
  'BasicSender.py': 'class BasicSender(object):\n    def start(self):\n        raise NotImplementedError\n',
  'Checksum.py': 'def generate_checksum(m): pass',
  'Receiver.py': `${python}\nimport Checksum`,
  'TestHarness.py': 'import Forwarder',
  'Forwarder.py': python,
  'tests/BasicTest.py': 'import Sender',
};
const basic =
  "import BasicSender\nclass Sender(BasicSender.BasicSender):\n    pass\nif __name__ == '__main__':\n    Sender()";
const makefile = 'CC = gcc\nall: sender receiver\nsender: sender.o crc.o\n\t$(CC) -o $@ $^\nreceiver: receiver.o\n';
const inPackage = `package edu.udp;\n${java.replace('class A', 'public class Sender')}`;

/** What it is, files, source, command, words that the build holds in this order. */
const layouts: [string, Files, string | null, string, string[]][] = [
  [
    "the course's files and a sender built on them",
    { ...starter, 'Sender.py': basic },
    'Sender.py',
    'python3 Sender.py',
    [],
  ],
  [
    'a skeleton beside a sender in Go',
    { ...starter, 'Sender.py': `${basic}\n    raise NotImplementedError`, 'sender.go': go },
    'sender.go',
    `${out}/program`,
    ['go', 'sender.go'],
  ],
  ['one C file', { 'sender.c': c }, 'sender.c', `${out}/program`, ['gcc', 'sender.c']],
  [
    'C with helpers and a receiver',
    { 'sender.c': c, 'crc.c': 'int crc;', 'receiver.c': c },
    'sender.c',
    `${out}/program`,
    ['sender.c', 'crc.c'],
  ],
  [
    'C with a Makefile',
    { 'sender.c': c, 'crc.c': 'int crc;', 'receiver.c': c, Makefile: makefile },
    'sender.c',
    './sender',
    ['make', 'sender'],
  ],
  [
    'C with a Makefile in src',
    { 'src/main.c': c, 'src/Makefile': 'rudp: main.o\n\tcc -o rudp main.o\n' },
    'src/main.c',
    './src/rudp',
    ['./src', 'make', 'rudp'],
  ],
  [
    'a root Makefile for src',
    { 'src/sender.c': c, Makefile: 'BIN=build\n$(BIN)/sender: src/sender.c\n\tcc -o $@ $^\n' },
    'src/sender.c',
    './build/sender',
    ['make', 'build/sender'],
  ],
  [
    'a Makefile alone knows the name',
    { 'transfer.c': 'int go;', Makefile: 'sender: transfer.c\n\tcc -o sender transfer.c\n' },
    null,
    './sender',
    ['make', 'sender'],
  ],
  [
    'C++ in src and include',
    { 'src/Sender.cpp': cpp, 'src/Packet.cpp': 'int p;', 'include/Packet.hpp': '' },
    'src/Sender.cpp',
    `${out}/program`,
    ['g++', 'src/Sender.cpp', 'src/Packet.cpp'],
  ],
  [
    'a main beside a sender without one',
    { 'main.c': 'int main(void) { go(); }', 'sender.c': 'void go(void) { sendto(s, "start|"); }' },
    'main.c',
    `${out}/program`,
    ['main.c', 'sender.c'],
  ],
  [
    'Cargo package',
    { 'Cargo.toml': '[package]\nname = "rudp"', 'src/main.rs': rust, 'src/packet.rs': '' },
    'src/main.rs',
    './target/release/rudp',
    ['cargo', '--bin', 'rudp'],
  ],
  [
    'Cargo binaries',
    { 'Cargo.toml': '[package]\nname = "p2"', 'src/bin/receiver.rs': rust, 'src/bin/sender.rs': rust },
    'src/bin/sender.rs',
    './target/release/sender',
    ['--bin', 'sender'],
  ],
  [
    'Cargo in a folder',
    { 'sender/Cargo.toml': '[package]\nname = "x"', 'sender/src/main.rs': rust, 'docs/x.md': '' },
    'sender/src/main.rs',
    './sender/target/release/x',
    ['./sender', 'cargo'],
  ],
  [
    'Go module with cmd',
    { 'go.mod': 'module x', 'cmd/sender/main.go': go, 'cmd/receiver/main.go': go, 'wire/wire.go': 'package wire' },
    'cmd/sender/main.go',
    `${out}/sender`,
    ['go', './cmd/sender'],
  ],
  [
    'Go module in the root',
    { 'go.mod': 'module example.org/rudp', 'main.go': go, 'window.go': 'package main' },
    'main.go',
    `${out}/rudp`,
    ['go', '.'],
  ],
  [
    'Java in packages',
    {
      'src/main/java/edu/udp/Sender.java': inPackage,
      'src/main/java/edu/udp/Packet.java': 'package edu.udp; class Packet {}',
    },
    'src/main/java/edu/udp/Sender.java',
    'edu.udp.Sender',
    ['javac', 'src/main/java:.', 'src/main/java/edu/udp/Sender.java'],
  ],
  [
    'Java, two mains in one file',
    {
      'Rudp.java':
        'class Receiver { static void main(String[] a) {} }\nclass Sender { static void main(String[] a) {} }',
    },
    'Rudp.java',
    'Sender',
    ['javac'],
  ],
  [
    'npm package',
    { 'package.json': '{"scripts": {"sender": "node lib/go.js"}}', 'lib/go.js': 'x', 'lib/util.js': 'x' },
    'lib/go.js',
    'in lib: node --snapshot-blob /opt/node/start.blob go.js',
    [],
  ],
  [
    'npm package with an index',
    { 'package.json': '{"main": "index.js"}', 'index.js': 'require("./sender")', 'sender.js': javascript },
    'index.js',
    'node --snapshot-blob /opt/node/start.blob index.js',
    [],
  ],
  ['a script without extension', { sender: `#!/usr/bin/env python3\n${python}` }, 'sender', 'python3 sender', []],
  [
    'Python in src',
    { 'src/rudp_sender.py': python, 'src/packet.py': 'class P: pass' },
    'src/rudp_sender.py',
    'in src: python3 rudp_sender.py',
    [],
  ],
  [
    'Python package',
    { 'rudp/__init__.py': '', 'rudp/sender.py': `from .packet import P\n${python}`, 'rudp/packet.py': 'class P: pass' },
    'rudp/sender.py',
    'python3 -m rudp.sender',
    [],
  ],
  [
    'Python with imports from the root',
    { 'src/sender.py': `from src.packet import P\n${python}`, 'src/packet.py': '' },
    'src/sender.py',
    'python3 -m src.sender',
    [],
  ],
  [
    'a module that a program loads',
    { 'sender.py': 'class Sender:\n    x = 1', 'main.py': `from sender import Sender\n${python}` },
    'main.py',
    'python3 main.py',
    [],
  ],
  ['Ruby, by content', { 'p2.rb': ruby, 'recv.rb': ruby }, 'p2.rb', 'ruby --disable=gems p2.rb', []],
  ['a copy of old', { 'sender_old.py': python, 'my_sender.py': python }, 'my_sender.py', 'python3 my_sender.py', []],
  [
    'the other assignment beside it',
    { 'hello/client.py': 's.connect(a)', 'hello/server.py': 's.accept()', 'rudp/main.py': python },
    'rudp/main.py',
    'in rudp: python3 main.py',
    [],
  ],
  ['a jar', { 'sender.jar': null }, null, 'java -jar ./sender.jar', []],
  [
    'a program without source',
    { 'bin/sender': null, 'bin/receiver': null },
    null,
    './bin/sender',
    ['chmod', './bin/sender'],
  ],
  ['a client is the sender', { 'client.py': python, 'server.py': python }, 'client.py', 'python3 client.py', []],
];
for (const [name, files, source, command, build] of layouts) {
  test(`found: ${name}`, () => {
    const program = senderIn(files);
    assert.equal(program.source, source);
    assert.equal(program.id, 'sender/sender');
    const line = typed(program.command);
    assert.ok(line === command || (program.language === 'java' && line.endsWith(` ${command}`)), line);
    const words = program.build.flat();
    const places = build.map((word) => words.indexOf(word));
    assert.ok(
      places.every((place, i) => place >= 0 && place >= (places[i - 1] ?? 0)),
      `${words.join(' ')}: ${places}`,
    );
    if (build.length === 0) assert.deepEqual(program.build, []);
  });
}

const nothing: [string, Files][] = [
  [
    'a receiver in two files',
    { 'receiver.go': go.replace('"start|0|"', 'first'), 'packet.go': 'const first = "start"' },
  ],
  ['an empty tree', {}],
  ["the course's files alone", starter],
  ['a receiver alone', { 'receiver.c': c, 'Receiver.java': java }],
  ['documents', { 'README.md': 'sender', 'sender.txt': 'soon' }],
  ['what tools made', { 'node_modules/sender.js': javascript, '__pycache__/sender.py': python }],
];
for (const [name, files] of nothing) {
  test(`missing: ${name}`, () => {
    const { subjects, programs, missing } = discoverIn(files);
    assert.deepEqual(
      subjects.map(({ id, folder, language }) => [id, folder, language]),
      [['sender', '', null]],
    );
    assert.deepEqual(programs, []);
    assert.equal(missing[0]?.id, 'sender/sender');
    assert.ok(missing[0]?.tried.includes('gradewire.yml'));
  });
}
