import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { languages } from '../languages/index.ts';
import { crashOf } from './crash-of.ts';
import { placeOfFault } from './own-place.ts';

const logs = new URL('logs/', import.meta.url);

/**
 * What was found in what the runtimes in the languages' images printed for programs that crash in a function, that cannot
 * be read, and on a terminal.
 */
const expected: Readonly<Record<string, string>> = {
  'c-address-sanitizer': 'AddressSanitizer: heap-buffer-overflow (crash.c, line 8)',
  'c-assert': "Assertion `packet != NULL' failed. (crash.c, line 5)",
  'cpp-assert': 'Assertion `text != "assert"\' failed. (crash.cpp, line 5)',
  'cpp-exception': "terminate called after throwing an instance of 'std::invalid_argument' what():  stoi",
  'csharp-connect': 'System.Net.Sockets.SocketException (0x80004005): Connection refused',
  'csharp-debug': 'System.FormatException: Input string was not in a correct format. (crash.cs, line 4)',
  csharp: 'System.FormatException: Input string was not in a correct format.',
  'go-deadlock': 'all goroutines are asleep - deadlock! (crash.go, line 16)',
  go: 'runtime error: index out of range [2] with length 2 (crash.go, line 10)',
  'java-connect': 'java.lang.RuntimeException: no server (Crash.java, line 7)',
  java: 'java.lang.NumberFormatException: For input string: "x" (Crash.java, line 4)',
  'javascript-colours': "TypeError: Cannot read properties of undefined (reading 'length') (crash.js, line 3)",
  'javascript-connect': 'Error: connect ECONNREFUSED 127.0.0.1:1',
  'javascript-module': "TypeError: Cannot read properties of undefined (reading 'length') (crash.mjs, line 2)",
  'javascript-reject': "TypeError: Cannot read properties of undefined (reading 'length') (crash.js, line 3)",
  'javascript-syntax': 'SyntaxError: Function statements require a function name (syntax.js, line 1)',
  'javascript-throw': 'no server (crash.js, line 5)',
  javascript: "TypeError: Cannot read properties of undefined (reading 'length') (crash.js, line 3)",
  'jupyter-helper': "ValueError: invalid literal for int() with base 10: 'x' (helper.py, line 2)",
  jupyter: 'KeyError: 1',
  'kotlin-connect': 'java.net.ConnectException: Connection refused (crash.kt, line 5)',
  kotlin: 'java.lang.NumberFormatException: For input string: "x" (crash.kt, line 3)',
  'lua-error': 'no server (crash.lua, line 5)',
  'lua-require': "unexpected symbol near '=' (helper.lua, line 1)",
  'lua-syntax': "unexpected symbol near '=' (helper.lua, line 1)",
  lua: 'attempt to perform arithmetic on a nil value (crash.lua, line 3)',
  'perl-require': 'syntax error, near "= ;" (unreadable.pl, line 2)',
  'perl-syntax': 'syntax error, near "= ;" (unreadable.pl, line 2)',
  perl: 'no server: Connection refused (crash.pl, line 5)',
  'python-group': 'json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0) (crash.py, line 5)',
  'python-name': 'socket.gaierror: [Errno -3] Temporary failure in name resolution (crash.py, line 8)',
  'python-syntax': 'SyntaxError: invalid syntax (syntax.py, line 1)',
  python: 'RuntimeError: no ack (crash.py, line 20)',
  'ruby-colours': "undefined method `chomp' for nil:NilClass (NoMethodError) (crash.rb, line 3)",
  'ruby-connect': 'Connection refused - connect(2) for "127.0.0.1" port 1 (Errno::ECONNREFUSED) (crash.rb, line 5)',
  'ruby-require': "syntax error, unexpected integer literal, expecting ')' (SyntaxError) (unreadable.rb, line 2)",
  'ruby-syntax': "syntax error, unexpected end-of-input, expecting ')' (syntax.rb, line 2)",
  ruby: "undefined method `chomp' for nil:NilClass (NoMethodError) (crash.rb, line 3)",
  'rust-assert': 'assertion `left == right` failed: a (crash.rs, line 6)',
  'rust-pipe': 'failed printing to stdout: Broken pipe (os error 32)',
  rust: 'called `Result::unwrap()` on an `Err` value: ParseIntError { kind: InvalidDigit } (crash.rs, line 2)',
  'scala-connect': 'java.net.ConnectException: Connection refused (crash.scala, line 5)',
  scala: 'java.lang.NumberFormatException: For input string: "x" (crash.scala, line 3)',
  'swift-fatal': 'Fatal error: no server (main.swift, line 4)',
  'swift-library': 'Fatal error: Index out of range',
  swift: 'Fatal error: Unexpectedly found nil while unwrapping an Optional value (main.swift, line 2)',
};

for (const [name, words] of Object.entries(expected)) {
  test(`what went wrong and where: ${name}`, async () => {
    const crash = crashOf(await readFile(new URL(`${name}.txt`, logs), 'utf8'));
    assert.ok(crash);
    const place = placeOfFault(crash);
    assert.equal(crash.message + (place === undefined ? '' : ` (${place})`), words);
  });
}

test('there is a log of each language, and each is read', async () => {
  const names = (await readdir(logs)).map((name) => name.replace(/\.txt$/, ''));
  assert.deepEqual(names.toSorted(), Object.keys(expected).toSorted());
  for (const { id } of languages)
    assert.ok(
      names.some((name) => name.split('-')[0] === id),
      id,
    );
});

const place = (text: string) => {
  const crash = crashOf(text);
  return crash && placeOfFault(crash);
};

test('frames of libraries alone give no place', () => {
  for (const text of [
    'Exception in thread "main" a.B: no\n\tat java.base/java.lang.Integer.parseInt(Integer.java:668)',
    '  File "/usr/lib/python3/x.py", line 3\n',
    "thread 'main' panicked at 'failed printing to stdout: Broken pipe', library/std/src/io/stdio.rs:1008:9",
    'Connection refused at /usr/share/perl/5.36/IO/Socket.pm line 3.',
  ]) {
    assert.ok(crashOf(text), text);
    assert.equal(place(text), undefined);
  }
});

test('what is no crash is none', () => {
  for (const text of [
    '',
    'Goodbye in C\nusage: hello HOST PORT',
    'connection refused at 10.0.0.1:80\n',
    'Error handling is on\n',
    'Use of uninitialized value $x in addition (+) at a.pl line 3.\nusage: a.pl PORT\n',
  ]) {
    assert.equal(crashOf(text), null, text);
  }
});

test('of several the last one ended the program', () => {
  const caught = 'java.net.SocketException: closed\n\tat Server.serve(Server.java:12)\n';
  const uncaught = 'Exception in thread "main" java.lang.Error: no\n\tat Server.main(Server.java:40)\n';
  assert.equal(place(caught), 'Server.java, line 12');
  assert.equal(place(caught + uncaught), 'Server.java, line 40');
  assert.equal(crashOf(caught + uncaught)?.message, 'java.lang.Error: no');
  const python = (file: string) => `Traceback (most recent call last):\n  File "${file}", line 3, in f\nKeyError: 7\n`;
  assert.equal(place(python('/work/a.py') + python('/work/b.py')), 'b.py, line 3');
  assert.equal(place(python('/work/a.py') + python('/usr/lib/b.py')), 'a.py, line 3');
});

test('Rust before 1.73 has the message first, and it may go on for lines', () => {
  const one = "thread 'main' panicked at 'no number', src/main.rs:3:5\nnote: run with `RUST_BACKTRACE=1`\n";
  assert.deepEqual(crashOf(one), { message: 'no number', frames: [{ file: 'src/main.rs', line: 3 }] });
  const two = "thread 'main' panicked at 'assertion failed: `(left == right)`\n  left: `1`,\n right: `2`', a.rs:9:5\n";
  assert.deepEqual(crashOf(two), {
    message: 'assertion failed: `(left == right)`',
    frames: [{ file: 'a.rs', line: 9 }],
  });
});
