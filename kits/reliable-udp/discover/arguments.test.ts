import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documented, formsFor, fromStandardInput, withSelectiveAcks } from './arguments.ts';

const second = (text: string) => formsFor(text)[1]?.name;

test('the documented form comes first, whatever the text says, and no form twice', () => {
  for (const text of ['', "add_argument('--file')", 'usage: sender file host port']) {
    const names = formsFor(text).map(({ name }) => name);
    assert.equal(names[0], 'documented');
    assert.equal(new Set(names).size, names.length);
    assert.equal(names.length, 7);
  }
});

const orders: [string, string, string][] = [
  [
    'argparse',
    "p.add_argument('--file')\np.add_argument('--address')\np.add_argument('--port', type=int)",
    'long-options',
  ],
  [
    'argparse with a host',
    "add_argument('-x', '--file'); add_argument('--host'); add_argument('--port')",
    'long-options-host',
  ],
  ['getopt_long', '{"file", 1, 0, 1}, {"address", 1, 0, 2}, {"port", 1, 0, 3}', 'long-options'],
  ['a usage in order', 'print("usage: sender <host> <port> <file>")', 'host-port-file'],
  ['a usage with the file first', 'fprintf(stderr, "Usage: %s filename hostname port\\n", argv[0]);', 'file-host-port'],
  ['places without a usage', 'host = sys.argv[1]', 'host-port-file'],
  ['short options with a host', "case '-f': case '-h': case '-p':", 'short-options-host'],
  ['nothing', '', 'long-options'],
];
for (const [name, text, expected] of orders) {
  test(`forms are ordered by what the text mentions: ${name}`, () => {
    assert.equal(second(text), expected);
  });
}

test('words for both roles are a subcommand', () => {
  assert.equal(second('match mode { "send" => a, "receive" => b }'), 'subcommand send');
  assert.deepEqual(formsFor('"sender" "receiver"')[1]?.args, ['sender', ...documented.args]);
  assert.notEqual(second('log("send")'), 'subcommand send');
});

test('from standard input neither the file nor its option is named', () => {
  const without = (...args: string[]) => fromStandardInput({ name: 'x', args }).args.join(' ');
  assert.equal(without(...documented.args), '-a {host} -p {port}');
  assert.equal(without('--file={file}', '{host}', '{port}'), '{host} {port}');
  assert.equal(without('-v', '{host}', '{port}', '{file}'), '-v {host} {port}');
  assert.equal(without('-a', '{host}', '{file}', '{port}'), '-a {host} {port}');
});

test('selective acknowledgements are asked for behind the rest', () => {
  assert.deepEqual(withSelectiveAcks(documented), { name: 'documented', args: [...documented.args, '-k'] });
});
