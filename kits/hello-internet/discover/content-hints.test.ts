import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageById, languages } from '@gradewire/core';
import { codeOf } from '../../discover/code-text.ts';
import { contentHints } from './content-hints.ts';

test('every language has hints', () => {
  assert.deepEqual(Object.keys(contentHints).sort(), languages.map(({ id }) => id).sort());
});

/** Language, code, what it shows. */
const samples: [string, string, 'client' | 'server' | 'both' | 'neither'][] = [
  ['c', 'if (connect (fd, a, n) < 0)', 'client'],
  ['c', 'reconnect(fd); disconnect(fd)', 'neither'],
  ['c', 'bind(fd, a, n); listen(fd, 5)', 'server'],
  ['cpp', 'tcp::acceptor acceptor(io)', 'server'],
  ['java', 'new Socket(host, port)', 'client'],
  ['java', 'Socket s = new ServerSocket(port).accept()', 'server'],
  ['kotlin', 'Socket(host, port).use { }', 'client'],
  ['kotlin', 'val s = ServerSocket(port)', 'server'],
  ['scala', 'val s = new ServerSocket(args(0).toInt)', 'server'],
  ['go', 'c, err := net.DialTimeout("tcp", a, t)', 'client'],
  ['go', 'ln.Accept()', 'server'],
  ['rust', 'TcpStream::connect((h, p))?; // TcpListener', 'client'],
  ['csharp', 'var c = new TcpClient(host, port);', 'client'],
  ['csharp', 'TcpListener l = new TcpListener(port); TcpClient c = l.AcceptTcpClient();', 'server'],
  ['javascript', 'const s = new net.Socket(); s.connect(port, host)', 'client'],
  ['javascript', "require('net').createServer(f)", 'server'],
  ['lua', 'local c = socket.tcp(); c:connect(h, p)', 'client'],
  ['lua', 'local s = assert(socket.bind("*", p))', 'server'],
  ['ruby', 'TCPSocket.open(h, p) # not TCPServer', 'client'],
  ['ruby', 'Socket.tcp_server_loop(p) { }', 'server'],
  ['perl', 'IO::Socket::INET->new(PeerAddr => $h, PeerPort => $p)', 'client'],
  ['perl', 'IO::Socket::INET->new(LocalPort => $p, Listen => 5)', 'server'],
  ['swift', 'Glibc.connect(fd, a, n)', 'client'],
  ['python', 'socketserver.TCPServer(a, H)', 'server'],
  ['python', 's.connect(a); s.accept()', 'both'],
];
for (const [id, text, expected] of samples) {
  test(`${id}: ${text} shows ${expected}`, () => {
    const code = codeOf(languageById(id)!, text);
    const [client, server] = [contentHints[id]!.connects.test(code), contentHints[id]!.listens.test(code)];
    assert.equal(client && server ? 'both' : client ? 'client' : server ? 'server' : 'neither', expected);
  });
}

test('only the code of a notebook counts', () => {
  const cells = [
    { cell_type: 'markdown', source: 's.connect()' },
    { cell_type: 'code', source: ['a\n', 'b'] },
  ];
  assert.equal(codeOf(languageById('jupyter')!, JSON.stringify({ cells })), 'a\nb');
  assert.equal(codeOf(languageById('jupyter')!, 'no notebook'), '');
});

test('comments go, whatever looks like one in a string stays', () => {
  assert.equal(codeOf(languageById('c')!, 'a /* b\n c */ d // e\n\n"http://f"'), 'a   d \n"http://f"');
  assert.equal(codeOf(languageById('lua')!, 'a --[[ b\n]] c -- d'), 'a   c ');
  assert.equal(codeOf(languageById('ruby')!, '# a\n"#{b}" # c'), '"#{b}" ');
});

test('a hostile text of the largest size takes no time that matters', () => {
  const units = ['/*', '--[[', '//', '# ', ' ', '\n', 'connect ', 'Socket ( ', 'Async', 'resolver ', 'new ', 'a.'];
  for (const language of languages) {
    for (const unit of units) {
      const text = unit.repeat((256 * 1024) / unit.length);
      const started = process.cpuUsage();
      const code = codeOf(language, text);
      contentHints[language.id]!.connects.test(code);
      contentHints[language.id]!.listens.test(code);
      const { user } = process.cpuUsage(started);
      assert.ok(user < 1_000_000, `${language.id}: ${user} µs for ${JSON.stringify(unit)}`);
    }
  }
});
