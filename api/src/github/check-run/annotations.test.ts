import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { CaseResult, ProgramResult } from '@gradewire/core';
import fc from 'fast-check';
import { type Annotated, annotationBatches, annotationsOf } from './annotations.ts';
import { hostileText } from './hostile-text.ts';

const log = (name: string) => readFile(new URL(`compiler/logs/${name}.txt`, import.meta.url), 'utf8');
const program = (outcome: ProgramResult['outcome'], text: string): ProgramResult => ({
  ...{ id: 'go/client', language: 'go', role: 'client', outcome, command: 'go build', log: text },
});
const annotated = (programs: readonly ProgramResult[], cases: Annotated['cases'] = []): Annotated => ({
  ...{ subjects: [{ id: 'go', folder: 'go' }], programs, cases },
});
const crashed = (id: string, stderr: string): CaseResult =>
  ({
    ...{ id, subject: 'go', outcome: 'crashed' },
    evidence: [{ title: 'Client', lines: ['$ ./client', ...stderr.split('\n').map((line) => `[stderr] ${line}`)] }],
  }) as CaseResult;

test('build errors stand on their lines in the repository', async () => {
  const found = annotationsOf(annotated([program('build-failed', await log('go'))]), {
    files: ['go/helloGo.go'],
    root: '',
  });
  assert.deepEqual(
    found.map(({ path, start_line, annotation_level }) => `${path}:${start_line} ${annotation_level}`),
    ['go/helloGo.go:5 failure', 'go/helloGo.go:9 failure', 'go/helloGo.go:9 failure', 'go/helloGo.go:10 failure'],
  );
  assert.equal(found[0]!.title, 'The client is not built');
  assert.equal(found[0]!.message, '"net" imported and not used');
});

test('errors come before warnings, and what was built has no remarks', async () => {
  const c = await log('c2');
  const sources = { files: ['go/src/helloC.c'], root: '' };
  const levels = annotationsOf(annotated([program('build-failed', c)]), sources).map((one) => one.annotation_level);
  assert.deepEqual(levels, ['failure', 'warning', 'warning', 'warning']);
  assert.deepEqual(annotationsOf(annotated([program('built', c)]), sources), []);
});

test('a crash stands once on its line, however many cases it ends, and none of a pair does', () => {
  const stderr = [
    'panic: runtime error: index out of range [3] with length 0\n\ngoroutine 1 [running]:',
    'main.f(...)\n\t/work/a.go:4\nmain.main()\n\t/work/a.go:8 +0x15',
  ].join('\n');
  const cases = [
    crashed('reference/go/client', stderr),
    crashed('peer/go/client/x', stderr),
    crashed('pair/go/c', stderr),
  ];
  const found = annotationsOf(annotated([], cases), { files: ['go/a.go'], root: 'week-1' });
  assert.deepEqual(
    found.map(({ path, start_line, message }) => [path, start_line, message]),
    [['week-1/go/a.go', 4, 'runtime error: index out of range [3] with length 0']],
  );
  assert.deepEqual(annotationsOf(annotated([], cases.slice(2)), { files: ['go/a.go'], root: '' }), []);
});

test('evidence shows tabs and colours as escapes: the crash is found all the same', () => {
  const stderr =
    "a.rb:3:in `fetch': \\x1b[1mno \\x1b[1;4mRuntimeError\\x1b[m\\x1b[1m\\x1b[m\n\\tfrom /work/b.rb:7:in `<main>'";
  const found = (file: string) =>
    annotationsOf(annotated([], [crashed('reference/go/client', stderr)]), { files: [`go/${file}`], root: '' });
  assert.deepEqual(
    [...found('a.rb'), ...found('b.rb')].map(({ path, start_line, message }) => [path, start_line, message]),
    [
      ['go/a.rb', 3, 'no RuntimeError'],
      ['go/b.rb', 7, 'no RuntimeError'],
    ],
  );
});

test('what a program prints chooses only among the files of the hand-in, and cannot flood', () => {
  const files = ['go/a.go', 'c/b.c'];
  const line = fc.tuple(
    fc.constantFrom('a.go', '/work/a.go', '../c/b.c', '/etc/passwd', '.github/workflows/x.yml', '@me'),
    fc.constantFrom('1', '0', '99999999999', '4294967296', '-1'),
    hostileText,
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 300 }), (lines) => {
      const text = lines.map(([file, number, words]) => `${file}:${number}:1: error: ${words}`).join('\n');
      const found = annotationsOf(annotated([program('build-failed', text)]), { files, root: '' });
      assert.ok(found.length <= 100);
      for (const one of found) {
        assert.equal(one.path, 'go/a.go');
        assert.ok(one.start_line >= 1 && one.start_line < 2 ** 31 && one.end_line === one.start_line);
        assert.ok(one.title.length <= 255 && Buffer.byteLength(one.message) <= 64 * 1024 && one.message !== '');
        assert.ok(!/[\p{Cc}\p{Bidi_Control}]/u.test(one.message + one.title));
      }
      const batches = [...annotationBatches(found)];
      assert.ok(batches.every((batch) => batch.length > 0 && batch.length <= 50));
      assert.deepEqual(batches.flat(), found);
    }),
    { numRuns: 100 },
  );
});
