import type { Discovery, Program } from '@gradewire/core';
import { type Files, programIn, treeOf } from '../../discover/tree-of.ts';
import { discover } from './discover.ts';

export function discoverIn(files: Files, only?: readonly string[]): Discovery {
  return discover(treeOf(files), only === undefined ? {} : { only });
}

export function senderIn(files: Files): Program {
  return programIn(discoverIn(files), 'sender/sender');
}

/** A program's commands as they would be typed: `in src: ./sender` for one that changes its folder first. */
export function typed(argv: readonly string[]): string {
  const changes = argv[0] === 'sh' && argv[2]?.startsWith('cd ');
  return changes ? `in ${argv[3]!.slice(2)}: ${argv.slice(4).join(' ')}` : argv.join(' ');
}

/** Senders small enough to read: each sends a datagram with the first message of the protocol. */
export const code = {
  c: 'int main(int c, char **v) { sendto(s, "start|0|", 8, 0, a, n); }',
  cpp: 'int main(int c, char **v) { sendto(s, "start|0|", 8, 0, a, n); }',
  python: 'import socket\nsock.sendto(b"start|0|", address)\nif __name__ == "__main__":\n    main()',
  java: 'class A { public static void main(String[] a) { socket.send(new DatagramPacket("start|0|")); } }',
  go: 'package main\nfunc main() { c, _ := net.DialUDP("udp", nil, a); c.Write("start|0|") }',
  rust: 'fn main() { let s = UdpSocket::bind("x"); s.send(b"start"); }',
  javascript: "const s = require('dgram').createSocket('udp4'); s.send('start|0|')",
  ruby: 's = UDPSocket.new; s.send("start|0|")',
} as const;
