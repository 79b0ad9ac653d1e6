import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CourseRole } from '../contracts/fields.ts';
import { projectionFor } from './for-role.ts';
import type { Everything } from './projection.ts';
import type { Circumstances } from './visibility.ts';

const now = new Date('2026-11-01T12:00:00Z');
const at = (closed: boolean, untilClosed: string[] = []): Circumstances => ({
  now,
  closesAt: new Date(now.getTime() + (closed ? 0 : 1)),
  visibility: { hidden: [], untilClosed },
});
const id = '01890000-0000-7000-8000-000000000001';
const time = now.toISOString();
const lines = { raw: 8, late: 0, adjustment: 0, final: 8, max: 10, reason: null };
const roles: readonly CourseRole[] = ['owner', 'instructor', 'assistant', 'student'];

function artefact(
  kind: 'result' | 'observations' | 'capture' | 'log' | 'report',
  hidden = false,
): Everything['artefact'] {
  const place = { id, name: kind, mediaType: 'text/plain', digest: 'sha256:', href: '/' };
  return {
    artefact: { ...place, kind, hidden, sizeBytes: 1, createdAt: time },
    cases: [{ id: 'loss/30', hidden: false }],
  };
}

test('a student gets captures and logs, of runs that conceal nothing; staff get everything', () => {
  const student = projectionFor('student').artefact;
  assert.notEqual(student(artefact('log'), at(false)), null);
  assert.notEqual(student(artefact('capture'), at(true, ['loss'])), null);
  assert.equal(student(artefact('capture'), at(false, ['loss'])), null);
  assert.equal(student(artefact('log', true), at(true)), null);
  for (const kind of ['result', 'observations', 'report'] as const)
    assert.equal(student(artefact(kind), at(true)), null);
  assert.notEqual(projectionFor('assistant').artefact(artefact('observations', true), at(false, ['loss'])), null);
});

test('of scores a student sees what counted, without who gave it, and no preview', () => {
  const entry = (
    standing: 'proposed' | 'current' | 'superseded' | 'discarded',
    hiddenCases = 0,
  ): Everything['score'] => {
    const ids = {
      id,
      runId: id,
      submissionId: id,
      teamId: id,
      supersedesId: null,
      regradeBatchId: id,
      regradeReason: 'why',
    };
    return { hiddenCases, score: { ...lines, ...ids, standing, givenBy: 'Dr. No', createdAt: time } };
  };
  const student = projectionFor('student').score;
  assert.equal(student(entry('proposed'), at(true)), null);
  assert.equal(student(entry('discarded'), at(true)), null);
  assert.equal(student(entry('current', 1), at(false)), null);
  assert.equal(student(entry('current', 1), at(true))?.final, 8);
  assert.equal(student(entry('current'), at(false))?.givenBy, null);
  assert.equal(projectionFor('instructor').score(entry('proposed'), at(false))?.givenBy, 'Dr. No');
});

test('of versions a student sees which kit it is; of people nothing; an assistant sees no addresses', () => {
  const version = { id, assignmentId: id, number: 1, kit: 'k', kitVersion: '1', linkBackend: 'emulator' as const };
  const all = {
    ...version,
    state: 'published' as const,
    createdAt: time,
    publishedAt: time,
    config: { secret: 1 },
    seeds: { official: [7] },
  };
  const seen = projectionFor('student').version({ version: all }, at(true));
  assert.deepEqual([seen?.kit, seen?.config, seen?.seeds], ['k', undefined, undefined]);
  assert.equal(
    projectionFor('student').version({ version: { ...all, state: 'draft', publishedAt: null } }, at(true)),
    null,
  );
  const person = {
    userId: id,
    name: 'Ada',
    email: 'a@b.c',
    githubLogin: 'ada',
    externalId: 's1',
    role: 'student' as const,
    sectionId: null,
    teamId: null,
  };
  const emails = roles.map((role) => projectionFor(role).person({ person }, at(true))?.email);
  assert.deepEqual(emails, ['a@b.c', 'a@b.c', null, undefined]);
});

test("what a worker notes is not a student's to read", () => {
  const run = {
    id,
    reason: 'official' as const,
    state: 'incomplete' as const,
    createdAt: time,
    startedAt: time,
    endedAt: time,
  };
  const progress = { phase: 'running peer/reset', casesDone: 1, casesPlanned: 2 };
  const status = {
    ...run,
    position: null,
    estimatedStartSeconds: null,
    progress,
    note: 'link late in loss/30/both/seed-9',
  };
  const links = { self: '', result: '', artefacts: '', events: '' };
  const place = {
    id,
    courseId: id,
    assignmentId: id,
    teamId: id,
    treeDigest: '',
    sizeBytes: 1,
    fileCount: 1,
    source: 'upload' as const,
  };
  const all = { hiddenCases: 0, submission: { ...place, receivedAt: time, run: status, score: lines, links } };
  const seen = projectionFor('student').submission(all, at(false, ['loss']));
  assert.doesNotMatch(JSON.stringify(seen), /loss|reset/);
  assert.match(seen!.run!.note!, /not of your work/);
  assert.equal(seen!.score, null);
  assert.match(projectionFor('assistant').submission(all, at(false))!.run!.note!, /loss/);

  // What is run counts the concealed ones; a self-check runs none of these.
  const selfCheck = { ...all, submission: { ...all.submission, run: { ...status, reason: 'self-check' as const } } };
  const [nothing, counts] = [
    { phase: 'running', casesDone: null, casesPlanned: null },
    { ...progress, phase: 'running' },
  ];
  assert.deepEqual(seen!.run!.progress, nothing);
  assert.deepEqual(projectionFor('student').submission({ ...all, hiddenCases: 1 }, at(true))!.run!.progress, nothing);
  assert.deepEqual(projectionFor('student').submission(all, at(false))!.run!.progress, counts);
  assert.deepEqual(projectionFor('student').submission(selfCheck, at(false, ['loss']))!.run!.progress, counts);
  assert.deepEqual(projectionFor('assistant').submission(all, at(false, ['loss']))!.run!.progress, progress);
});
