/** Programs of which no file by itself looks like a sender: one has the socket, another one the messages. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discoverIn, senderIn, typed } from './tree-of.ts';

const messages = { 'packet.go': 'package main\nconst first = "start"\n' };
const socket = 'package main\nfunc main() { c, _ := net.Dial("udp", a); c.Write(pack(first, 0)) }';

test('the only entry point of a Go module is taken, and built with what lies beside it', () => {
  const program = senderIn({ 'go.mod': 'module example.org/transfer\n', 'main.go': socket, ...messages });
  assert.deepEqual([program.source, typed(program.command)], ['main.go', '/work/.gradewire/sender/transfer']);
  assert.ok(program.build.flat().includes('.'));
});

test('so is the main file of a language in which every file can be started', () => {
  const files = {
    'main.py': 'from net import transfer\ntransfer()\n',
    'net.py': 'import socket, packet\ndef transfer():\n    sock.sendto(packet.first(), address)\n',
    'packet.py': 'def first():\n    return b"start|0|"\n',
  };
  assert.equal(senderIn(files).source, 'main.py');
});

test('a receiver is none, and neither is a program without datagrams', () => {
  for (const files of [
    { 'receiver.go': socket, ...messages },
    { 'main.go': socket.replace('udp', 'tcp'), ...messages },
  ]) {
    assert.deepEqual(discoverIn(files).programs, [], Object.keys(files).join());
  }
});
