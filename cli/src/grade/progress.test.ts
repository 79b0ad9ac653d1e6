import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import type { ProgressEvent } from '@gradewire/engine';
import { liveProgress, plainProgress } from './progress.ts';

const started = (id: string): ProgressEvent => ({ kind: 'case-started', id });
const ended = (id: string, done: number, total: number): ProgressEvent => ({
  kind: 'case-ended',
  id,
  outcome: 'passed',
  text: '',
  done,
  total,
});

function recorder(columns = 80) {
  const chunks: string[] = [];
  return { columns, chunks, write: (text: string) => chunks.push(text) };
}

test('a pipe gets a line per tenth of each round, and none claims that a round is all', (t) => {
  const clock = t.mock.method(performance, 'now', () => 0);
  const out = recorder();
  const progress = plainProgress(out);
  const end = (done: number, total: number, atMs: number) => {
    clock.mock.mockImplementation(() => atMs);
    progress.onProgress(ended(`case/${done}`, done, total));
  };
  for (let done = 1; done <= 30; done++) end(done, 30, done * 10);
  for (let done = 31; done <= 430; done++) end(done, 430, done * 100);
  progress.end();
  const lines = out.chunks.map((line) => line.replace(/^ *[\d.]+ s {2}/, '').trimEnd());
  assert.equal(lines[0], 'round 1: 1/30 cases');
  assert.equal(lines[1], 'round 1: 30/30 cases, others may follow from them');
  assert.equal(lines[2], 'round 2: 1/400 cases');
  assert.match(lines[3]!, /^round 2: 40\/400 cases, about \d+ s left$/);
  assert.equal(lines.at(-1), 'round 2: 400/400 cases');
  assert.equal(lines.length, 13);
});

test('a pipe is told what runs when nothing ends for long', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const clock = t.mock.method(performance, 'now', () => 0);
  const out = recorder();
  const progress = plainProgress(out);
  progress.onProgress(started('reference/perl/server'));
  clock.mock.mockImplementation(() => 9_000);
  t.mock.timers.tick(1000);
  assert.deepEqual(out.chunks, []);
  clock.mock.mockImplementation(() => 20_000);
  t.mock.timers.tick(1000);
  t.mock.timers.tick(1000);
  progress.end();
  assert.deepEqual(out.chunks, ['  20.0 s  still at work  reference/perl/server (20 s)\n']);
});

test('the line on a terminal fits it and is gone at the end; names of folders cannot steer the terminal', () => {
  const out = recorder(60);
  const progress = liveProgress(out);
  progress.onProgress({ kind: 'discovered', subjects: 2, programs: 3, missing: 1 });
  for (let id = 1; id <= 9; id++) progress.onProgress(started(`pair/team ${id}/\x1b[2J${'x'.repeat(10)}`));
  progress.onProgress(ended('pair/team 1/\x1b[2Jxxxxxxxxxx', 1, 9));
  progress.end();
  progress.onProgress(ended('pair/late', 2, 9));
  assert.equal(out.chunks[0], 'found 2 folders with 3 programs, 1 not found\n');
  assert.equal(out.chunks.at(-1), '\r\x1b[2K');
  for (const chunk of out.chunks) {
    const line = stripVTControlCharacters(chunk).trim();
    assert.ok(line.length < 60, line);
    assert.ok(!line.includes('\x1b'));
  }
  assert.match(out.chunks.join(''), /round 1: 1\/9 cases .* and \d more/);
});
