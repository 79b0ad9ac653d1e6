import assert from 'node:assert/strict';
import { test } from 'node:test';
import { code, codesOf, discoverIn, programIn } from './tree-of.ts';

const { c, go, rust, javascript } = code;
const inC = '-C cd "$0" && exec "$@"';

test('Cargo: binaries of the manifest, each built by itself', () => {
  const found = discoverIn({
    'rust/Cargo.toml':
      '[package]\nname = "hello"\n[[bin]]\nname = "helloRust"\npath = "a.rs"\n[[bin]]\nname="hellosrvRust"\npath=\'b.rs\'\n',
    'rust/a.rs': rust.client,
    'rust/b.rs': rust.server,
  });
  const client = programIn(found, 'rust/client');
  assert.equal(client.source, 'a.rs');
  assert.deepEqual(client.build[0]?.slice(-2), ['--bin', 'helloRust']);
  assert.deepEqual(client.command, ['./target/release/helloRust']);
  assert.deepEqual(programIn(found, 'rust/server').command, ['./target/release/hellosrvRust']);
  assert.deepEqual(codesOf(found), []);
});

test('Cargo: the usual places of binaries', () => {
  const found = discoverIn({
    'rust/Cargo.toml': '[package]\nname = "hello-internet"',
    'rust/src/bin/client.rs': rust.client,
    'rust/src/bin/server/main.rs': rust.server,
    'rust/src/main.rs': 'fn main() {}',
  });
  assert.deepEqual(programIn(found, 'rust/client').command, ['./target/release/client']);
  assert.deepEqual(programIn(found, 'rust/server').command, ['./target/release/server']);
});

test('Cargo: two packages in two folders', () => {
  const found = discoverIn({
    'rust/one/Cargo.toml': '[package]\nname = "hello_client"',
    'rust/one/src/main.rs': rust.client,
    'rust/two/Cargo.toml': '[package]\nname = "hello_server"',
    'rust/two/src/main.rs': rust.server,
  });
  const client = programIn(found, 'rust/client');
  assert.deepEqual(client.build[0]?.slice(0, 5), ['sh', ...inC.replace('-C', '-c').split(/ (?=cd)/), './one', 'cargo']);
  assert.deepEqual(client.command, ['./one/target/release/hello_client']);
  assert.deepEqual(programIn(found, 'rust/server').command, ['./two/target/release/hello_server']);
});

test('Cargo: one binary whose modules hold both roles', () => {
  const found = discoverIn({
    'rust/Cargo.toml': '[package]\nname = "hello"',
    'rust/src/main.rs': 'mod client; mod server; fn main() { match x { "server" => 1, "client" => 2 } }',
    'rust/src/client.rs': 'pub fn go() { TcpStream::connect("x"); }',
    'rust/src/server.rs': 'pub fn go() { TcpListener::bind("x"); }',
  });
  for (const role of ['client', 'server']) {
    const program = programIn(found, `rust/${role}`);
    assert.equal(program.source, 'src/main.rs');
    assert.deepEqual(program.command, ['./target/release/hello']);
    assert.ok(program.argumentForms.some(({ name }) => name === `subcommand ${role}`));
  }
});

test('Cargo: a source that is no binary of the package is built alone', () => {
  const found = discoverIn({ 'rust/Cargo.toml': '[package]\nname = "x"', 'rust/helloRust.rs': rust.client });
  assert.equal(programIn(found, 'rust/client').build[0]?.[0], 'rustc');
});

test('go.mod: packages below cmd', () => {
  const found = discoverIn({
    'go/go.mod': 'module example.org/hello\n\ngo 1.22',
    'go/cmd/client/main.go': go.client,
    'go/cmd/server/main.go': go.server,
    'go/wire/wire.go': 'package wire',
  });
  const client = programIn(found, 'go/client');
  assert.deepEqual(client.build, [['go', 'build', '-o', '/work/.gradewire/client/', './cmd/client']]);
  assert.deepEqual(client.command, ['/work/.gradewire/client/client']);
});

test('go.mod: two files with main in one folder are built as files', () => {
  const found = discoverIn({ 'go/go.mod': 'module x', 'go/helloGo.go': go.client, 'go/hellosrvGo.go': go.server });
  assert.equal(programIn(found, 'go/client').build[0]?.at(-1), 'helloGo.go');
  assert.equal(programIn(found, 'go/server').build[0]?.at(-1), 'hellosrvGo.go');
});

test('go.mod: a module in a folder of its own', () => {
  const found = discoverIn({ 'go/client/go.mod': 'module example.org/greet/v2', 'go/client/main.go': go.client });
  const client = programIn(found, 'go/client');
  assert.deepEqual(client.build[0]?.slice(3), ['./client', 'go', 'build', '-o', '/work/.gradewire/client/', '.']);
  assert.deepEqual(client.command, ['/work/.gradewire/client/greet']);
});

const sources = { 'c/client.c': c.client, 'c/server.c': c.server };
/** Makefile, build and command of the client. */
const makefiles: [string, string, string[], string[]][] = [
  ['targets', 'all: client server\nclient: client.c\n\tgcc -o client client.c\n', ['make', 'client'], ['./client']],
  ['implicit rules', 'client: client.o\nserver: server.o\n', ['make', 'client'], ['./client']],
  [
    'one recipe for all',
    'all:\n\tgcc -o helloC client.c\n\tgcc server.c -o hellosrvC\n',
    ['make', 'all'],
    ['./helloC'],
  ],
  ['variables', 'OUT = bin\nCLI=$(OUT)/cli\n$(CLI): client.c\n\tcc -o $@ $^\n', ['make', 'bin/cli'], ['./bin/cli']],
  ['another output', 'client:\n\tcc client.c -o build/hello_client\n', ['make', 'client'], ['./build/hello_client']],
  ['doers are no programs', 'run-client:\n\t./client\nclient: client.c\n', ['make', 'client'], ['./client']],
];
for (const [name, text, build, command] of makefiles) {
  test(`Makefile: ${name}`, () => {
    const client = programIn(discoverIn({ ...sources, 'c/Makefile': text }), 'c/client');
    assert.deepEqual([client.build, client.command], [[build], command]);
  });
}

test('Makefile: without a program of the role the source is built alone', () => {
  const client = programIn(discoverIn({ ...sources, 'c/Makefile': '%: %.c\n\tcc $<\n' }), 'c/client');
  assert.equal(client.build[0]?.[0], 'gcc');
});

test('Makefile: in the folder of the program', () => {
  const found = discoverIn({ 'c/client/main.c': c.client, 'c/client/makefile': 'helloC: main.c\n' });
  const client = programIn(found, 'c/client');
  assert.deepEqual(client.build[0]?.slice(3), ['./client', 'make', 'helloC']);
  assert.deepEqual(client.command, ['./client/helloC']);
});

test('Makefile: variables that double one another end', () => {
  const lines = Array.from({ length: 60 }, (_, i) => `A${i + 1} = $(A${i})$(A${i})`);
  const found = discoverIn({ ...sources, 'c/Makefile': `A0 = xxxxxxxx\n${lines.join('\n')}\n$(A60): client.c\n` });
  assert.equal(found.missing.length, 0);
});

test('package.json: scripts and bin tell the roles, node runs the files', () => {
  const scripts = { start: 'node a.js', 'start:server': 'node --no-warnings lib/b.js 5000' };
  const found = discoverIn({
    'js/package.json': JSON.stringify({ scripts, bin: { helloJavaScript: './a.js' } }),
    'js/a.js': '',
    'js/lib/b.js': '',
    'js/lib/c.js': javascript.server,
  });
  assert.deepEqual(programIn(found, 'js/client').command.slice(-1), ['a.js']);
  assert.deepEqual(programIn(found, 'js/server').command.slice(-1), ['lib/b.js']);
});

const manifestOf = (targets: string) => `// swift-tools-version:5.5\nlet package = Package(name: "Hello", ${targets})`;
const swiftSources = (client: string, server: string) => ({
  [`swift/${client}/main.swift`]: 'connect(fd, a, b)',
  [`swift/${client}/line.swift`]: 'func line() {}',
  [`swift/${server}/main.swift`]: 'listen(fd, 5)',
});
const productOf = (found: ReturnType<typeof discoverIn>, role: string) => {
  const { build, command } = programIn(found, `swift/${role}`);
  assert.deepEqual(build[0]?.slice(0, 2), ['swift', 'build']);
  return [build[0]?.at(-1), ...command];
};

test('Package.swift: each executable target is a program', () => {
  const found = discoverIn({
    'swift/Package.swift': manifestOf(
      'targets: [.executableTarget(name: "HelloSwift"), .executableTarget(name: "Srv")]',
    ),
    ...swiftSources('Sources/HelloSwift', 'Sources/Srv'),
  });
  assert.deepEqual(productOf(found, 'client'), ['HelloSwift', '/work/.gradewire/client/HelloSwift']);
  assert.deepEqual(productOf(found, 'server'), ['Srv', '/work/.gradewire/server/Srv']);
  assert.equal(programIn(found, 'swift/client').source, 'Sources/HelloSwift/main.swift');
});

test('Package.swift: products, paths and dependencies', () => {
  const found = discoverIn({
    'swift/Package.swift': manifestOf(`
      products: [.executable(name: "hello-client", targets: ["One"])],
      dependencies: [.package(url: "https://example.org/x.git", from: "1.0.0")],
      targets: [
        .target(name: "Lib"), // .executableTarget(name: "Old", path: "one")
        .executableTarget(name: "One", dependencies: [.target(name: "Lib"), "Other"], path: "one"),
        .executableTarget(name: "Two", dependencies: ["Lib"], path: "./two/"),
      ]`),
    'swift/Sources/Lib/lib.swift': 'public func hello() {}',
    ...swiftSources('one', 'two'),
  });
  assert.equal(productOf(found, 'client')[0], 'hello-client');
  assert.equal(productOf(found, 'server')[0], 'Two');
});

test('Package.swift: two packages in two folders', () => {
  const one = manifestOf('targets: [.executableTarget(name: "Only")]');
  const found = discoverIn({
    'swift/client/Package.swift': one,
    'swift/client/Sources/main.swift': 'connect(fd, a, b)',
    'swift/server/Package.swift': one,
    'swift/server/Sources/Only/main.swift': 'listen(fd, 5)',
  });
  for (const role of ['client', 'server']) {
    const { build, command } = programIn(found, `swift/${role}`);
    assert.deepEqual([build[0]?.[3], build[0]?.at(-1)], [`./${role}`, 'Only']);
    assert.deepEqual(command, [`/work/.gradewire/${role}/Only`]);
  }
});

test('Package.swift: the manifest and other targets are no helpers of a source outside the package', () => {
  const found = discoverIn({
    'swift/Package.swift': 'let package = Package(name: "x")',
    ...swiftSources('One', 'Two'),
  });
  const argv = programIn(found, 'swift/server').build.flat();
  assert.ok(argv.includes('swiftc'));
  assert.deepEqual(
    argv.filter((item) => item.endsWith('.swift') && !item.endsWith('main.swift')),
    [],
  );
  assert.ok(programIn(found, 'swift/client').build.flat().includes('One/line.swift'));
});
