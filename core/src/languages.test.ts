import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Language } from './language.ts';
import { c } from './languages/c.ts';
import { cpp } from './languages/cpp.ts';
import { csharp } from './languages/csharp.ts';
import { go } from './languages/go.ts';
import { languageById, languages } from './languages/index.ts';
import { java } from './languages/java.ts';
import { kotlin } from './languages/kotlin.ts';
import { scala } from './languages/scala.ts';
import { swift } from './languages/swift.ts';

test('there are 15 languages, each found by its id', () => {
  assert.equal(languages.length, 15);
  for (const language of languages) assert.equal(languageById(language.id), language);
  assert.equal(languageById('cobol'), undefined);
});

test('a spelling or an extension names one language', () => {
  for (const key of ['spellings', 'extensions'] as const) {
    const all = languages.flatMap((language) => [...language[key]]);
    assert.deepEqual(
      all.filter((item, index) => all.indexOf(item) !== index),
      [],
    );
    for (const item of all) assert.equal(item, item.toLowerCase());
  }
  for (const language of languages) assert.ok(language.spellings.includes(language.id));
});

test('the usual folder names are known', () => {
  const expected = {
    'c#': 'csharp',
    'c++': 'cpp',
    cxx: 'cpp',
    golang: 'go',
    node: 'javascript',
    nodejs: 'javascript',
    js: 'javascript',
    'python-jupyter': 'jupyter',
    'jupyter-notebook': 'jupyter',
    ipynb: 'jupyter',
  };
  for (const [spelling, id] of Object.entries(expected)) {
    assert.equal(languages.find((language) => language.spellings.includes(spelling))?.id, id, spelling);
  }
});

test('placeholders are those that the contract names', () => {
  const known = new Set(['{source}', '{helpers}', '{output}', '{entry}', '{root}', '{name}']);
  for (const language of languages) {
    const projects = language.projects ?? [];
    const argvs = [...language.build, language.run, ...projects.flatMap((project) => [...project.build, project.run])];
    for (const item of argvs.flat()) {
      for (const placeholder of item.match(/\{\w+\}/g) ?? []) assert.ok(known.has(placeholder), item);
      if (item.includes('{helpers}')) assert.equal(item, '{helpers}');
      if (item.includes('{entry}')) assert.ok(language.entry, `${language.id} says no entry`);
    }
  }
});

const entries: [Language, string, string, string][] = [
  [java, 'Client', 'public class Client { public static void main(String[] args) {} }', 'Client'],
  [
    java,
    'x',
    'package edu.net;\nclass Helper { void f() { } }\nclass Start { static public void main(String... a) {} }',
    'edu.net.Start',
  ],
  [
    java,
    'x',
    '// class Comment { static void main(\nclass A { String s = "class B {"; char c = \'}\'; public static void main(String[] a) {} }',
    'A',
  ],
  [java, 'x', 'class Outer { int x; static class Inner { public static void main(String[] a) {} } }', 'Outer$Inner'],
  [java, 'x', 'class A { static class B { } public static final void main(final String[] a) {} }', 'A'],
  [java, 'Helper', 'class Other { }', 'Helper'],
  [scala, 'x', 'object Client extends App { }', 'Client'],
  [scala, 'x', 'package net.hello\nobject Client extends Base(1) with Logging with App { }', 'net.hello.Client'],
  [scala, 'x', 'case class Peer(n: Int)\nobject Srv {\n  def main(args: Array[String]): Unit = { }\n}', 'Srv'],
  [
    scala,
    'x',
    '/* object Old extends App */ class A { }\nobject B { def f() { } ; def main(args: Array[String]) { } }',
    'B',
  ],
  [kotlin, 'helloKotlin', 'fun main(args: Array<String>) { }', 'HelloKotlinKt'],
  [kotlin, 'hello-kotlin', 'data class P(val a: Int)\nfun main() = println(P(1))', 'Hello_kotlinKt'],
  [kotlin, '2nd', 'package a.b\nfun main() { }', 'a.b._2ndKt'],
  [kotlin, 'x', '@file:JvmName("Client")\npackage a\nfun main() { }', 'a.Client'],
  [kotlin, 'x', 'object Server { @JvmStatic fun main(args: Array<String>) { } }', 'Server'],
  [
    kotlin,
    'x',
    'class Server { fun f() { }\n companion object { @JvmStatic fun main(args: Array<String>) { } } }',
    'Server',
  ],
  [swift, 'x', 'import Glibc\nprint("@main")', '-Onone'],
  [swift, 'x', '@main\nstruct Client { static func main() { } }', '-parse-as-library'],
];

for (const [language, stem, text, expected] of entries) {
  test(`${language.id}: the entry of ${JSON.stringify(text)}`, () =>
    assert.equal(language.entry!(text, stem), expected));
}

const starts: [Language, string, boolean][] = [
  [c, 'int\nmain(int argc, char **argv) { }', true],
  [c, '/* used by main() */ int connect_to(const char *host);', false],
  [c, 'int domain(int a) { return main_loop(a); }', false],
  [cpp, 'auto main() -> int { }', true],
  [cpp, 'int Server::remain() { }', false],
  [csharp, 'class A { private static async Task Main (string[] args) { } }', true],
  [csharp, 'class A { static int x; void Main() { } }', false],
  [go, 'package main\nfunc main() { }', true],
  [go, 'package main\n// func main() is elsewhere\nfunc dial() { }', false],
  [swift, 'import Glibc\nlet port = 80\nprint(port)', true],
  [swift, 'import Foundation\nDispatchQueue.main.async {\n}', true],
  [
    swift,
    'import Glibc\nlet port = 80\npublic func dial(_ host: String) -> Int32 {\n  print(host)\n  return 1\n}',
    false,
  ],
  [swift, 'struct Peer {\n  func main() { }\n}\nextension Peer {\n}\nprivate(set) var x = 1', false],
];

for (const [language, text, expected] of starts) {
  test(`${language.id}: ${JSON.stringify(text)} ${expected ? 'starts' : 'is a helper'}`, () =>
    assert.equal(language.entryPoint!.test(text), expected));
}

const names: [string, string, string, string][] = [
  ['its public type', 'helloJava', 'import java.net.*;\npublic class HelloJava { }', 'HelloJava.java'],
  ['not a class inside another', 'x', 'class A { public class B { } }\npublic final class C { }', 'C.java'],
  ['a record, an enum', 'x', 'enum A { }\npublic record B(int c) { }', 'B.java'],
  ['not a comment or a string', 'x', '// public class A\nclass D { String s = "public class B"; }', 'x.java'],
  ['its own name without a public type', 'helloJava', 'class HelloJava { }', 'helloJava.java'],
];
for (const [name, stem, text, expected] of names) {
  test(`java: a source is called after ${name}`, () => assert.equal(java.fileName!(text, stem), expected));
}

test('java: sources are looked for from where the package starts', () => {
  const root = (text: string, folder: string) => java.root!(text, folder);
  assert.equal(root('package edu.net;', 'src/edu/net'), 'src');
  assert.equal(root('/* package src; */\nclass A { }', 'src'), 'src');
  assert.equal(root('package net;', 'net'), '.');
  assert.equal(root('package net;', 'src/subnet'), 'src/subnet');
  assert.equal(root('class A { }', 'src'), 'src');
  assert.equal(root('class A { }', ''), '.');
});

const repeated = [
  ...[
    'static ',
    'static void ',
    'static void main',
    'void main ',
    '\n',
    ' ',
    '\t',
    '\r\n',
    '{',
    '}',
    '{ }',
    '(',
    'a',
    'A.',
  ],
  ...['object A ', 'object A extends ', 'object A extends B(', 'object A extends B(1) with ', 'object ', 'with A '],
  ...['class ', 'class A ', 'class A {', 'public ', 'public class ', 'public final ', 'public static ', 'package a.'],
  ...[
    '/*',
    '/* ',
    '//',
    '// \n',
    '"',
    '"\\',
    '\\',
    '"""',
    '"" ',
    "'",
    "'\\",
    '`',
    'package ',
    'package\n',
    '\npackage',
  ],
  ...[
    'func main',
    'func main(',
    'func ',
    'fn main ',
    'fn ',
    'int ',
    'int main ',
    'main ',
    'main\n',
    'def main ',
    'fun ',
  ],
  ...[
    '@main',
    '@file:',
    '@file:JvmName("',
    '@file : ',
    'a\n',
    'a.b',
    'a?.b',
    'a \n{',
    'private(',
    'if ',
    '\nif',
    'a.b\n',
  ],
];
const before = [
  '',
  'static',
  'int',
  'public',
  'object A',
  'object A extends B',
  'package',
  '@file',
  'a',
  'func main(',
  '"',
  '/*',
];
test('no text of 256 KiB keeps a language busy', () => {
  const text = (start: string, part: string) => start + part.repeat((256 * 1024) / part.length);
  const started = before.flatMap((start) => [' ', '\n', '(', 'a', '\\'].map((part) => text(start, part)));
  for (const hostile of [...repeated.map((part) => text('', part)), ...started]) {
    for (const { id, entryPoint, entry, fileName, root } of languages) {
      const started = process.cpuUsage();
      entryPoint?.test(hostile);
      entry?.(hostile, 'x');
      fileName?.(hostile, 'x');
      root?.(hostile, 'x');
      const { user } = process.cpuUsage(started);
      assert.ok(user < 1_000_000, `${id} takes ${user} µs for ${JSON.stringify(hostile.slice(0, 60))}`);
    }
  }
});
