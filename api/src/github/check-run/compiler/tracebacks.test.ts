import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { crashOf, diagnosticOf } from './tracebacks.ts';

/** What the languages' runtimes printed for programs that crash in a function, and for sources that they cannot read. */
const log = (name: string) => readFile(new URL(`logs/${name}.txt`, import.meta.url), 'utf8');

const expected: Readonly<Record<string, string>> = {
  'crash-python': '/work/a.py:3 KeyError: 1',
  'crash-javascript': "/work/a.js:2 TypeError: Cannot read properties of null (reading 'x')",
  'crash-ruby': "a.rb:2 `f': undefined method `chomp' for nil:NilClass (NoMethodError)",
  'crash-perl': 'a.pl:2 no good',
  'crash-lua': "a.lua:3 attempt to index a nil value (local 'x')",
  'crash-java': 'A.java:3 java.lang.NumberFormatException: For input string: "x"',
  'crash-go': '/work/a.go:4 runtime error: index out of range [3] with length 0',
  'crash-rust': 'a.rs:4 called `Result::unwrap()` on an `Err` value: "x"',
  'crash-csharp': '/work/a.cs:4 System.IndexOutOfRangeException: Index was outside the bounds of the array.',
  python: "/work/helloPython.py:4 SyntaxError: '(' was never closed",
  node: '/work/helloJavascript.js:3 SyntaxError: Unexpected number',
  lua: "helloLua.lua:3 <name> or '...' expected near 'return'",
};
const theirs = /^(\/work\/)?(hello\w+|[aA])\.\w+$/;

for (const [name, place] of Object.entries(expected)) {
  test(`the place of a crash in ${name}`, async () => {
    const crash = crashOf(await log(name));
    assert.ok(crash);
    const found = diagnosticOf(crash, (file) => theirs.test(file));
    assert.equal(`${found?.file}:${found?.line} ${found?.message}`, place);
  });
}

test('what is no crash is none, and frames of a library alone give no place', () => {
  assert.equal(crashOf('Goodbye in C\nusage: hello HOST PORT'), null);
  assert.equal(crashOf('Connection refused'), null);
  const crash = crashOf(
    'Exception in thread "main" a.B: no\n\tat java.base/java.lang.Integer.parseInt(Integer.java:668)',
  );
  assert.equal(
    diagnosticOf(crash!, (file) => theirs.test(file)),
    null,
  );
});
