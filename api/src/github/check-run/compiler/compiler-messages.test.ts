import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import { compilerMessages } from './compiler-messages.ts';

/** What the compilers in the languages' images printed for programs with two or three faults each. */
const log = (name: string) => readFile(new URL(`logs/${name}.txt`, import.meta.url), 'utf8');

const expected: Readonly<Record<string, readonly string[]>> = {
  c: ['helloC.c:2:10 error nothere.h: No such file or directory'],
  c2: [
    'src/helloC.c:3:11 warning initialization of ‘int’ from ‘char *’ makes integer from pointer without a cast [-Wint-conversion]',
    'src/helloC.c:4:3 warning implicit declaration of function ‘prinft’; did you mean ‘printf’? [-Wimplicit-function-declaration]',
    'src/helloC.c:4:15 error expected ‘;’ before ‘return’',
    'src/helloC.c:3:7 warning unused variable ‘x’ [-Wunused-variable]',
  ],
  ld: ["/work/helloC.c:3:- error undefined reference to `nope'"],
  mk: ['Makefile:2:- error *** missing separator.  Stop.'],
  mk2: ['client.c:2:10 error ‘x’ undeclared (first use in this function)'],
  cpp: [
    'helloCpp.cpp:3:19 error conversion from ‘int’ to non-scalar type ‘std::string’ {aka ‘std::__cxx11::basic_string<char>’} requested',
    'helloCpp.cpp:4:5 error ‘std::string’ {aka ‘class std::__cxx11::basic_string<char>’} has no member named ‘nope’',
    'helloCpp.cpp:5:10 error ‘x’ was not declared in this scope',
  ],
  rust: ['helloRust.rs:3:20 error cannot find value `y` in this scope', 'helloRust.rs:2:18 error mismatched types'],
  cargo: [
    'src/main.rs:3:26 error expected `;`, found `drop`',
    'src/main.rs:4:10 error cannot find value `t` in this scope',
    'src/main.rs:1:5 warning unused import: `std::io`',
  ],
  go: [
    './helloGo.go:5:2 error "net" imported and not used',
    './helloGo.go:9:6 error declared and not used: x',
    './helloGo.go:9:14 error cannot use "a" (untyped string constant) as int value in variable declaration',
    './helloGo.go:10:14 error undefined: y',
  ],
  gomod: ['cmd/client/main.go:5:1 error syntax error: unexpected }, expected expression'],
  java: [
    'HelloJava.java:3:- error incompatible types: String cannot be converted to int',
    'HelloJava.java:4:- error cannot find symbol',
  ],
  csharp: [
    "helloCs.cs:4:13 error CS0029: Cannot implicitly convert type `string' to `int'",
    "helloCs.cs:5:5 error CS0103: The name `y' does not exist in the current context",
  ],
  scala: ['helloScala.scala:3:- error type mismatch;', 'helloScala.scala:4:- error not found: value y'],
  kotlin: [
    "helloKotlin.kt:2:16 error initializer type mismatch: expected 'Int', actual 'String'.",
    "helloKotlin.kt:3:5 error unresolved reference 'y'.",
  ],
  swift: [
    "helloSwift.swift:1:14 error cannot convert value of type 'String' to specified type 'Int'",
    "helloSwift.swift:2:7 error cannot find 'y' in scope",
  ],
  ruby: ["helloRuby.rb:5:- error syntax error, unexpected end-of-input, expecting ')'"],
  perl: [
    'helloPerl.pl:3:- error syntax error',
    'helloPerl.pl:4:- error Global symbol "$y" requires explicit package name (did you forget to declare "my $y"?)',
  ],
  lua: [
    "helloLua.lua:3:- error <name> or '...' expected near 'return'",
    "helloLua.lua:3:- error <name> or '...' expected near 'return'",
  ],
};

for (const [name, lines] of Object.entries(expected)) {
  test(`what ${name} printed is found with file and line`, async () => {
    const found = compilerMessages(await log(name)).map(
      ({ file, line, column, severity, message }) => `${file}:${line}:${column ?? '-'} ${severity} ${message}`,
    );
    assert.deepEqual(found, lines);
  });
}

test('whatever a build prints, it is read quickly and lines are numbers', () => {
  const piece = fc.constantFrom('a.c', ':', '1', '(', ')', ' at ', ' line ', '--> ', 'error: ', '\n', ',', '.pl', ' ');
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece, { maxLength: 200 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(hostile, (text) => {
      for (const { line, message } of compilerMessages(text)) {
        assert.ok(Number.isInteger(line));
        assert.ok(!message.includes('\n'));
      }
    }),
  );
  const before = performance.now();
  for (const unit of ['a:', ' at ', '1:', '(', 'x at a.pl line 1 ', 'panicked at ']) {
    compilerMessages(`${unit.repeat(64 * 1024).slice(0, 64 * 1024)}\n`.repeat(10));
  }
  assert.ok(performance.now() - before < 2000);
});
