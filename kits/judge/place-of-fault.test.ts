import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeOfFault } from './place-of-fault.ts';

test('the innermost line of the student’s own sources', () => {
  const python = [
    'Traceback (most recent call last):',
    '  File "/work/Sender.py", line 99, in <module>',
    '    main()',
    '  File "/work/lib/window.py", line 12, in slide',
    '    json.loads(x)',
    '  File "/usr/lib/python3.11/json/__init__.py", line 346, in loads',
    'json.decoder.JSONDecodeError: Expecting value',
  ];
  assert.equal(placeOfFault(python.join('\n')), 'window.py, line 12');
  const java = [
    'Exception in thread "main" java.lang.NumberFormatException: For input string: "1x"',
    '\tat java.base/java.lang.Integer.parseInt(Integer.java:652)',
    '\tat Sender.readAck(Sender.java:41)',
    '\tat Sender.main(Sender.java:12)',
  ];
  assert.equal(placeOfFault(java.join('\n')), 'Sender.java, line 41');
  assert.equal(
    placeOfFault('TypeError: no\n    at take (/work/sender.js:4:9)\n    at node:net:1\n'),
    'sender.js, line 4',
  );
  assert.equal(placeOfFault('file:///work/src/a.mjs:7\n  throw 1\n'), 'a.mjs, line 7');
  const go = 'panic: no\n\ngoroutine 1 [running]:\nmain.main()\n\t/work/cmd/main.go:9 +0x1d\n';
  assert.equal(placeOfFault(go), 'main.go, line 9');
});

test('a syntax error has no trace, but a place', () => {
  const text = '  File "/work/Sender.py", line 22\n    def parse_ack(packet)\n        ^\nSyntaxError: expected \':\'\n';
  assert.equal(placeOfFault(text), 'Sender.py, line 22');
});

test('none where none is named, and quickly where a text is made to be slow', () => {
  assert.equal(placeOfFault(''), undefined);
  assert.equal(placeOfFault('connection refused at 10.0.0.1:80\n'), undefined);
  assert.equal(placeOfFault('  File "/usr/lib/python3/x.py", line 3\n'), undefined);
  const started = performance.now();
  placeOfFault('  File "/work/'.padEnd(1_000_000, '/a'));
  placeOfFault(' at ('.repeat(200_000));
  assert.ok(performance.now() - started < 2000);
});
