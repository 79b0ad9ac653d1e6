import { createHash } from 'node:crypto';
import type { Discovery, Program, SourceTree } from '@gradewire/core';
import { discover } from './discover.ts';

/** For tests: a tree of texts by path; null stands for a binary file that is executable. */
export function treeOf(files: Readonly<Record<string, string | null>>): SourceTree {
  const digest = (text: string) => createHash('sha256').update(text).digest('hex');
  const list = Object.entries(files).map(([path, text]) => {
    const file = { path, size: text?.length ?? 9000, executable: text === null, digest: digest(text ?? path) };
    return text === null ? file : { ...file, text };
  });
  return { digest: `sha256:${digest(JSON.stringify(list))}`, files: list };
}

export function discoverIn(files: Readonly<Record<string, string | null>>, only?: readonly string[]): Discovery {
  return discover(treeOf(files), only === undefined ? {} : { only });
}

export function programIn(discovery: Discovery, id: string): Program {
  const program = discovery.programs.find((one) => one.id === id);
  if (program === undefined) throw new Error(`no ${id} among ${discovery.programs.map((one) => one.id).join(', ')}`);
  return program;
}

/** Codes of a subject's notes, sorted. */
export function codesOf(discovery: Discovery, subject = discovery.subjects[0]?.id): string[] {
  const notes = discovery.subjects.find((one) => one.id === subject)?.notes ?? [];
  return notes.map((note) => note.code).sort();
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
