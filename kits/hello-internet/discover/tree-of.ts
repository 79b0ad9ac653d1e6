import type { Discovery } from '@gradewire/core';
import { type Files, treeOf } from '../../discover/tree-of.ts';
import { discover } from './discover.ts';

export { codesOf, programIn } from '../../discover/tree-of.ts';

export function discoverIn(files: Files, only?: readonly string[]): Discovery {
  return discover(treeOf(files), only === undefined ? {} : { only });
}

/** Sources small enough to read, with the calls by which each language connects or waits. */
export const code = {
  c: { client: 'int main(void) { connect(1, 0, 0); }', server: 'int main(void) { listen(1, 5); accept(1, 0, 0); }' },
  python: { client: 's.connect((host, port))', server: 's.listen(5)\nc, a = s.accept()' },
  java: {
    client: 'class A { public static void main(String[] a) { new Socket(a[0], 1); } }',
    server: 'class A { public static void main(String[] a) { new ServerSocket(1).accept(); } }',
  },
  go: {
    client: 'package main\nfunc main() { net.Dial("tcp", "x") }',
    server: 'package main\nfunc main() { net.Listen("tcp", ":1") }',
  },
  rust: {
    client: 'fn main() { TcpStream::connect("x"); }',
    server: 'fn main() { TcpListener::bind("x"); }',
  },
  ruby: { client: 's = TCPSocket.new(h, p)', server: 's = TCPServer.new(p)' },
  javascript: { client: 'net.createConnection(port, host)', server: 'net.createServer(f).listen(port)' },
} as const;
