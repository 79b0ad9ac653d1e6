import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IngestRefused, refusalCodes } from '@gradewire/storage';
import fc from 'fast-check';
import type { CheckRunContent } from './content.ts';
import { commentBody, commitStatus, isCommentOf } from './fallback.ts';
import { hostileText } from './hostile-text.ts';
import { rendered } from './markdown/rendered.ts';
import { type Refusal, refusalContent, sourceNotes } from './refusals.ts';
import {
  archivedContent,
  cancelledContent,
  incompleteContent,
  inProgressContent,
  nothingChangedContent,
  notOpenContent,
  queuedContent,
  quotaContent,
  strangerContent,
  supersededContent,
} from './states.ts';

const link = 'https://grades.example.edu/s/1';
const time = new Date('2026-11-01T12:00:00Z');
const codes: readonly Refusal['code'][] = [
  ...refusalCodes,
  ...(['source-vanished', 'commit-vanished', 'no-access', 'lfs-pointer', 'submodule'] as const),
];

const statesWith = (text: string): CheckRunContent[] => [
  queuedContent({ position: 3, estimatedStartSeconds: 200 }),
  inProgressContent({ phase: text, casesDone: 3, casesPlanned: 12 }),
  supersededContent({ commit: text }),
  cancelledContent(),
  incompleteContent(link),
  strangerContent({ login: text, course: text, enrolLink: link }),
  strangerContent({ login: text, course: text, enrolLink: null }),
  nothingChangedContent(text),
  notOpenContent({ assignment: text, opensAt: time, closedAt: null }),
  notOpenContent({ assignment: text, opensAt: null, closedAt: time }),
  archivedContent(text),
  quotaContent({ resetsAt: time }),
  ...codes.flatMap((code) => [refusalContent({ code }), refusalContent({ code, entry: text, other: text, limit: 5 })]),
];

test('what waits says where and how long, what runs says what', () => {
  const title = (...waiting: [number | null, number | null]) =>
    queuedContent({ position: waiting[0], estimatedStartSeconds: waiting[1] }).title;
  assert.equal(title(0, 4), 'Waiting: next in line, starts in about 4 s');
  assert.equal(title(1, 300), 'Waiting: 1 run before it, starts in about 5 min');
  assert.equal(title(12, 9000), 'Waiting: 12 runs before it, starts in about 3 h');
  assert.equal(title(null, null), 'Waiting');
  const running = (phase: string, casesDone: number | null, casesPlanned: number | null) =>
    inProgressContent({ phase, casesDone, casesPlanned }).title;
  assert.equal(running('running', 3, 12), 'Running: 3 of 12 cases');
  assert.equal(running('running', 0, null), 'Running');
  assert.equal(running('running', null, null), 'Running', 'where cases are concealed');
  assert.equal(running('building', 0, null), 'Building');
});

test('a superseded commit names the one that took its place', () => {
  const { title, summary } = supersededContent({ commit: '4f2a9c7e1b3d5a6f8c0e2d4b6a8f0c1e3d5b7a99' });
  assert.equal(title, 'Superseded by 4f2a9c7e1b3d');
  assert.match(summary, /^`4f2a9c7e1b3d` came/);
  assert.equal(supersededContent({ commit: 'unknown' }).title, 'Superseded by a newer hand-in');
});

test('every state has a short title, a plain sentence, and a conclusion only when it is completed', () => {
  for (const content of statesWith('making images')) {
    assert.ok(content.title.length > 5 && content.title.length <= 255);
    assert.match(content.summary, /[.`]$/m);
    assert.equal(content.conclusion === null, content.status !== 'completed');
    assert.deepEqual(rendered(content.summary).live, []);
  }
});

test('a fault of ours, of GitHub or of a force-push is nobody’s failure; what a student can mend is one', () => {
  const conclusion = (code: Refusal['code']) => refusalContent({ code }).conclusion;
  assert.equal(incompleteContent(link).conclusion, 'neutral');
  for (const code of ['upload-cut', 'archive-damaged', 'source-vanished', 'commit-vanished', 'no-access'] as const) {
    assert.equal(conclusion(code), 'neutral', code);
  }
  for (const code of ['entry-type', 'entry-case', 'entry-count', 'total-size', 'submodule', 'lfs-pointer'] as const) {
    assert.equal(conclusion(code), 'failure', code);
  }
});

test('a refusal names the entry and the limit', () => {
  const refused = new IngestRefused('entry-case', 'x', { entry: 'src/Main.c', other: 'src/main.c' });
  const content = refusalContent(refused);
  assert.equal(content.title, 'Not graded: src/Main.c and src/main.c are one name');
  assert.match(content.summary, /^`src\/Main\.c` and `src\/main\.c` are one name .* Rename one of them\./);
  assert.match(refusalContent({ code: 'compressed-size', limit: 64 * 2 ** 20 }).summary, /larger than 64 MiB/);
});

test('what a source that was taken lacks is told in a sentence each, with the first five of them', () => {
  const pointers = ['1', '2', '3', '4', '5', '6', '7'].map((entry) => ({ code: 'lfs-pointer' as const, entry }));
  const lacking = [{ code: 'submodule' as const, entry: 'lib' }, ...pointers];
  const submodules = 'Submodules, whose files are in another repository and were not fetched: lib.';
  assert.deepEqual(sourceNotes({ lacking }), [
    'Kept in Git LFS, so only a pointer was taken: 1, 2, 3, 4, 5 and 2 more.',
    submodules,
  ]);
  assert.deepEqual(sourceNotes({ lacking, lackingInAll: { submodule: 1, 'lfs-pointer': 700 } }), [
    'Kept in Git LFS, so only a pointer was taken: 1, 2, 3, 4, 5 and 695 more.',
    submodules,
  ]);
  assert.deepEqual(sourceNotes({ lacking: [] }), []);
});

test('nothing that a student chose is live in any state, nor in the comment and the status', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      for (const content of statesWith(text)) {
        const comment = commentBody(content, 'id-1', link);
        assert.ok(isCommentOf(comment, 'id-1') && !isCommentOf(comment, 'id-2') && !isCommentOf(` ${comment}`, 'id-1'));
        const { live, links } = rendered(comment.slice(comment.indexOf('\n')));
        assert.deepEqual(live, []);
        assert.ok(links.every((href) => href === link));
        const { description } = commitStatus(content);
        assert.ok(content.title.length <= 255 && description.length <= 140);
        assert.ok(!/[\p{Cc}\p{Bidi_Control}\u{10000}-\u{10ffff}]/u.test(description + content.title));
      }
    }),
    { numRuns: 60 },
  );
});

test('a status follows the check', () => {
  assert.equal(commitStatus(queuedContent({ position: 1, estimatedStartSeconds: null })).state, 'pending');
  assert.equal(commitStatus(supersededContent({ commit: 'abc' })).state, 'error');
  assert.equal(commitStatus(refusalContent({ code: 'submodule' })).state, 'failure');
  assert.throws(() => commentBody(cancelledContent(), '--><b>', link), TypeError);
});
