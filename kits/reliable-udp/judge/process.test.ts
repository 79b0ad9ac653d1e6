import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProcessObservation } from '@gradewire/core';
import { lastWords } from './process.ts';

const said = (stderr: string, stdout = ''): string =>
  lastWords({
    stderr,
    stdout,
    argv: [],
    end: { how: 'exited', code: 1 },
    startedMs: 0,
    endedMs: 1,
    cpuMs: 1,
    maxRssKiB: 1,
  } satisfies ProcessObservation);

const traces: Readonly<Record<string, readonly [stderr: string, line: string]>> = {
  Java: [
    'Exception in thread "main" java.lang.NumberFormatException: For input string: "1x"\n\tat java.base/java.lang.Integer.parseInt(Integer.java:652)\n\tat Sender.main(Sender.java:12)\n',
    '"java.lang.NumberFormatException: For input string: \\"1x\\"" (Sender.java, line 12)',
  ],
  'Java, printed by itself': [
    'java.net.SocketException: closed\n\tat Sender.main(Sender.java:12)\n',
    '"java.net.SocketException: closed" (Sender.java, line 12)',
  ],
  Python: [
    'Traceback (most recent call last):\n  File "Sender.py", line 3, in <module>\n    raise KeyError(7)\nKeyError: 7\n',
    '"KeyError: 7" (Sender.py, line 3)',
  ],
  Node: [
    "/s/sender.js:4\n  throw new Error('no');\n  ^\n\nTypeError: no\n    at Object.<anonymous> (/s/sender.js:4:9)\n\nNode.js v18.19.0\n",
    '"TypeError: no"',
  ],
  Go: [
    'panic: runtime error: index out of range [5] with length 3\n\ngoroutine 1 [running]:\nmain.main()\n\t/s/main.go:9 +0x1d\nexit status 2\n',
    '"runtime error: index out of range [5] with length 3"',
  ],
  'Python that cannot be read': [
    '  File "/work/Sender.py", line 22\n    def parse_ack(packet)\n                         ^\nSyntaxError: expected \':\'\n',
    '"SyntaxError: expected \':\'" (Sender.py, line 22)',
  ],
  'Rust 1.63': [
    "thread 'main' panicked at 'no number', src/main.rs:3:5\nnote: run with `RUST_BACKTRACE=1`\n",
    '"no number" (main.rs, line 3)',
  ],
  'Rust 1.80': [
    "thread 'main' panicked at src/main.rs:3:5:\nno number\nnote: run with `RUST_BACKTRACE=1`\n",
    '"no number" (main.rs, line 3)',
  ],
  'C++': [
    "terminate called after throwing an instance of 'std::out_of_range'\n  what():  stoi\n",
    '"terminate called after throwing an instance of \'std::out_of_range\' what():  stoi"',
  ],
};
for (const [language, [stderr, line]] of Object.entries(traces)) {
  test(`${language}: what went wrong, and where if it is in the student’s sources`, () =>
    assert.equal(said(stderr), line));
}

test('without a stack trace it is the last line, of standard output where there is no other', () => {
  assert.equal(said('starting\nError handling is on\ngiving up\n'), '"giving up"');
  assert.equal(said('', 'one\ntwo\n'), '"two"');
  assert.equal(said(''), '');
});
