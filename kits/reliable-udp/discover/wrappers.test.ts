import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codesOf, type Files, programIn } from '../../discover/tree-of.ts';
import { code, discoverIn, senderIn, typed } from './tree-of.ts';

const { c, python, java, go } = code;
const output = '/work/.gradewire/sender';
const run = (line: string) => `#!/bin/sh\ncd "$(dirname "$0")"\nexec ${line} "$@"\n`;
const javaSender = { 'src/net/Sender.java': `package net;\n${java.replace('class A', 'public class Sender')}` };
const make = 'xfer: main.c\n\tcc -o xfer main.c\nbin/rudp: main.c\n\tcc -o bin/rudp main.c\n';

/** What it is, files, language, source behind it, last words of the build before the wrapper's own step. */
const used: [string, Files, string, string | null, string][] = [
  ['a Python source', { sender: run('python3 src/go.py'), 'src/go.py': python }, 'python', 'src/go.py', ''],
  ['a Python module', { sender: run('python3 -u -m pkg.go'), 'pkg/go.py': python }, 'python', 'pkg/go.py', ''],
  [
    'a source under another name',
    { sender: run('./Sender.py'), 'Sender.py': `#!/usr/bin/env python3\n${python}` },
    'python',
    'Sender.py',
    '',
  ],
  [
    'a program of a Makefile',
    { sender: run('./bin/rudp'), 'main.c': c, Makefile: make },
    'c',
    'main.c',
    'make bin/rudp',
  ],
  [
    'a C source built where it is looked for',
    { sender: run('./out/go'), 'go.c': c },
    'c',
    'go.c',
    `cp ${output}/program ./out/go`,
  ],
  [
    'a class',
    { 'sender.sh': run('java -Xmx64m -cp bin net.Sender'), ...javaSender },
    'java',
    'src/net/Sender.java',
    `cp -r ${output}/. ./bin`,
  ],
  [
    'a jar',
    { rudp: run('java -jar dist/sender.jar'), ...javaSender },
    'java',
    'src/net/Sender.java',
    `jar --create --file ./dist/sender.jar --main-class net.Sender -C ${output} .`,
  ],
  ['the source launcher of Java', { rudp: run('java Go.java'), 'Go.java': java }, 'java', 'Go.java', ''],
  [
    'a program of Cargo',
    { sender: run('./target/release/p2'), 'Cargo.toml': '[package]\nname="p2"', 'src/main.rs': code.rust },
    'rust',
    'src/main.rs',
    'cargo build --release --offline --target-dir target --bin p2',
  ],
  ['a program handed in', { sender: run('bin/tool'), 'bin/tool': null }, 'c', null, 'chmod 755 ./bin/tool'],
  [
    'variables for folder and options',
    {
      sender:
        '#!/bin/bash\nDIR=$(cd "$(dirname "$0")" && pwd)\nSRC="$DIR/src"\nwhile getopts f:a:p: o; do :; done\npython3 "$SRC/go.py" -q "$@" # done\n',
      'src/go.py': python,
    },
    'python',
    'src/go.py',
    '',
  ],
];
for (const [name, files, language, source, build] of used) {
  test(`wrapper used: ${name}`, () => {
    const program = senderIn(files);
    const [path] = Object.keys(files);
    assert.deepEqual([program.language, program.source, typed(program.command)], [language, source, `./${path}`]);
    assert.deepEqual(program.build.at(-1), ['chmod', '755', `./${path}`]);
    assert.equal(program.build.at(-2)?.join(' ') ?? '', build);
    assert.deepEqual(codesOf(discoverIn(files)), []);
  });
}

test('a wrapper in a folder runs there, one without a first line through a shell', () => {
  const inBin = senderIn({ 'bin/sender': '#!/bin/sh\nexec python3 ../go.py "$@"', 'go.py': python });
  assert.equal(typed(inBin.command), 'in bin: ./sender');
  assert.equal(inBin.source, 'go.py');
  const bare = senderIn({ 'rudp.sh': 'python3 go.py $*', 'go.py': python });
  assert.deepEqual(bare.command, ['sh', './rudp.sh']);
});

/** What it is, files, command without the wrapper, what the note says. */
const direct: [string, Files, string, RegExp][] = [
  [
    'it builds',
    { sender: '#!/bin/sh\ngcc -o x go.c && ./x "$@"', 'go.c': c },
    `${output}/program`,
    /builds the program/,
  ],
  ['it lets go build', { sender: run('go run go.go'), 'go.go': go }, `${output}/program`, /builds the program/],
  [
    'a command that there is not',
    { sender: run('python go.py'), 'go.py': python },
    'python3 go.py',
    /no "python" command/,
  ],
  [
    'Windows lines',
    { sender: run('python3 go.py').replaceAll('\n', '\r\n'), 'go.py': python },
    'python3 go.py',
    /Windows/,
  ],
  [
    'Python starts C',
    {
      'Sender.py':
        'import subprocess, sys\nsubprocess.call(["make"])\nsys.exit(subprocess.call(["./rudp_c"] + sys.argv[1:]))',
      'rudp_c.c': c,
    },
    `${output}/program`,
    /no Python where programs in C run/,
  ],
  [
    'Python starts Java',
    {
      'sender.py': "import os, sys\nos.execvp('java', ['java', '-cp', 'bin', 'net.Sender'] + sys.argv[1:])",
      ...javaSender,
    },
    'net.Sender',
    /no Python where programs in Java/,
  ],
  [
    'Python starts Python 2',
    { 'sender.py': "import os\nos.system('python2 go.py ' + args)", 'go.py': python },
    'python3 go.py',
    /no "python2" command/,
  ],
];
for (const [name, files, command, text] of direct) {
  test(`wrapper not used: ${name}`, () => {
    const found = discoverIn(files);
    const line = typed(programIn(found, 'sender/sender').command);
    assert.ok(line === command || line.endsWith(` ${command}`), line);
    const note = found.subjects[0]!.notes.find((one) => one.code === 'wrapper-not-used');
    assert.match(note?.text ?? '', text);
  });
}

/** A script that is no wrapper leaves the source that is found without it. */
const none: [string, string][] = [
  ['passes no arguments on', '#!/bin/sh\npython3 go.py -f test.txt\n'],
  ['starts nothing that is known', '#!/bin/sh\nexec ./unknown/thing.py "$@"\n'],
  ['starts a system program', '#!/bin/sh\nnc -u "$2" "$4" < "$1"\n'],
  ['another shell', '#!/usr/bin/fish\npython3 go.py $argv\n'],
];
for (const [name, text] of none) {
  test(`no wrapper: ${name}`, () => {
    const program = senderIn({ sender: text, 'rudp_main.py': python, 'go.py': '' });
    assert.deepEqual([program.source, program.command], ['rudp_main.py', ['python3', 'rudp_main.py']]);
  });
}

test('Python that starts Python stays as it is', () => {
  const program = senderIn({
    'Sender.py': "import os, sys\nos.execv(sys.executable, ['python3', 'src/go.py'])",
    'src/go.py': python,
  });
  assert.deepEqual([program.source, program.command], ['Sender.py', ['python3', 'Sender.py']]);
});

test('a source by name comes before a script that is only named like one', () => {
  const files = { 'run_sender.sh': run('python3 go.py'), 'sender.py': python, 'go.py': '' };
  assert.equal(senderIn(files).source, 'sender.py');
  assert.equal(typed(senderIn({ ...files, 'sender.py': '' }).command), 'python3 sender.py');
  assert.equal(
    typed(senderIn({ 'run_sender.sh': files['run_sender.sh'], 'go.py': python }).command),
    './run_sender.sh',
  );
});
