import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Outcome } from '@gradewire/core';
import fc from 'fast-check';
import { Result } from '../contracts/result.ts';
import { forAssistant } from './assistant.ts';
import type { Everything } from './projection.ts';
import { forStudent } from './student.ts';
import { type Circumstances, isConcealed, Visibility } from './visibility.ts';

const now = new Date('2026-11-01T12:00:00Z');
const before = new Date(now.getTime() + 1);

/** Ids that are beginnings of each other, so that what is concealed is told apart by the segment and not by the text. */
const ids = [
  'clean/small',
  'loss/3',
  'loss/30/both/seed-1',
  'loss/30/both/seed-2',
  'pair/red/blue',
  'pair/blue/red',
  'peer/reset',
];
const names = [...ids, 'loss/30', 'pair/red', 'peer'];

/** Sentences as kits write them: some name a case, theirs or another's. */
const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(...ids).map((id) => `see ${id} for more`),
);
const feedback = fc.array(fc.record({ code: fc.constantFrom('late', 'lost'), text }), { maxLength: 2 });
const points = fc.integer({ min: 0, max: 10 });

const oneCase = (id: string) =>
  fc.record({
    id: fc.constant(id),
    subject: fc.constant('python'),
    title: text,
    group: fc.constant('group'),
    outcome: fc.constantFrom(...Outcome.options),
    blame: fc.constantFrom('client', 'server', 'both', null),
    points,
    maxPoints: fc.constant(10),
    feedback,
    evidence: fc.array(fc.record({ title: text, lines: fc.array(text, { maxLength: 2 }) }), { maxLength: 2 }),
    drawings: fc.array(fc.record({ title: text, svg: text }), { maxLength: 1 }),
    metrics: fc.constant({ packets: 3 }),
    durationMs: fc.nat(1000),
    hidden: fc.boolean(),
  });

const line = fc.record({
  id: fc.constantFrom('a', 'b'),
  title: fc.constant('line'),
  points,
  maxPoints: fc.constant(10),
  kind: fc.constant('automatic' as const),
  cases: fc.subarray(ids),
  reasons: feedback,
});

const cell = fc.record({
  outcome: fc.constantFrom(...Outcome.options),
  blame: fc.constant(null),
  firstClient: fc.constantFrom(...Outcome.options),
  secondClient: fc.constantFrom(...Outcome.options),
});

const everything: fc.Arbitrary<Everything['result']> = fc.record({
  result: fc.record({
    runId: fc.constant('01890000-0000-7000-8000-000000000001'),
    submissionId: fc.constant('01890000-0000-7000-8000-000000000002'),
    reason: fc.constant('official' as const),
    scope: fc.constant('all' as const),
    versionNumber: fc.constant(1),
    kit: fc.constant('kit'),
    kitVersion: fc.constant('1'),
    endedAt: fc.constant(now.toISOString()),
    score: points.map((raw) => ({ raw, late: 0, adjustment: 0, final: raw, max: 10, reason: null })),
  }),
  graded: fc.record({
    subjects: fc
      .record({
        id: fc.constant('python'),
        folder: fc.constant('python'),
        language: fc.constant('python'),
        score: points,
        maxScore: fc.constant(10),
        lines: fc.array(line, { maxLength: 3 }),
        notes: feedback,
      })
      .map((subject) => [subject]),
    notes: feedback,
    programs: fc.constant([]),
    matrix: fc.tuple(cell, cell).map(([one, other]) => ({
      clients: ['red', 'blue'],
      servers: ['red', 'blue'],
      cells: { red: { blue: one }, blue: { red: other } },
    })),
    seed: fc.integer({ min: 1_000_000_000, max: 2_000_000_000 }),
    infrastructure: text.map((fault) => ({ retries: 1, faults: [fault], linkLagMs: null })),
  }),
  cases: fc.tuple(...ids.map(oneCase)),
});

const visibility = fc.record({ hidden: fc.subarray(names), untilClosed: fc.subarray(names) });
const circumstances: fc.Arbitrary<Circumstances> = fc.record({
  now: fc.constant(now),
  visibility,
  closesAt: fc.constantFrom(null, now, before),
});

const seenBy = (all: Everything['result'], at: Circumstances) => Result.parse(forStudent.result(all, at));
const concealedOf = (all: Everything['result'], at: Circumstances) => all.cases.filter((one) => isConcealed(one, at));

test('no concealed case is named anywhere in what a student gets', () => {
  fc.assert(
    fc.property(everything, circumstances, (all, at) => {
      const concealed = concealedOf(all, at);
      const seen = seenBy(all, at);
      const sent = JSON.stringify(seen);
      for (const { id } of concealed) {
        assert.ok(!seen.cases.some((one) => one.id === id));
        // A title is the kit's own and is published with the case that is shown: random ones here name anything.
        const rest = sent.replaceAll(/"title":"(?:[^"\\]|\\.)*"/g, '');
        // As a whole id: loss/3 is also how loss/30 begins.
        assert.ok(!new RegExp(`${id}(?![\\w/-])`).test(rest), `${id} in ${rest}`);
      }
      assert.equal(seen.complete, concealed.length === 0);
      if (concealed.length > 0) assert.ok(!sent.includes(String(all.graded.seed)));
      assert.equal(seen.faults, undefined);
    }),
  );
});

test('before the end, nothing that a student gets depends on what a concealed case found', () => {
  fc.assert(
    fc.property(everything, everything, visibility, (all, other, rule) => {
      const at = { now, visibility: rule, closesAt: before };
      const isHere = (id: string, hidden: boolean) => isConcealed({ id, hidden }, at);
      // The same run, had the concealed cases gone otherwise: their content, and the sums that they are part of.
      const cases = all.cases.map((one, index) =>
        isHere(one.id, one.hidden) ? { ...other.cases[index]!, hidden: one.hidden } : one,
      );
      const concealed = new Set(concealedOf(all, at).map(({ id }) => id));
      if (concealed.size === 0) return;
      const [subject] = all.graded.subjects;
      const lines = subject!.lines.map((one) =>
        one.cases.some((id) => concealed.has(id)) ? { ...one, points: 10 - one.points, reasons: [] } : one,
      );
      const changed = {
        result: { ...all.result, score: other.result.score },
        cases,
        graded: {
          ...all.graded,
          seed: other.graded.seed,
          subjects: [{ ...subject!, score: 10 - subject!.score, lines }],
        },
      };
      const red = concealed.has('pair/red/blue') ? other : all;
      const blue = concealed.has('pair/blue/red') ? other : all;
      const cells = { red: red.graded.matrix.cells.red!, blue: blue.graded.matrix.cells.blue! };
      const matrix = { ...all.graded.matrix, cells };
      assert.deepEqual(seenBy({ ...changed, graded: { ...changed.graded, matrix } }, at), seenBy(all, at));
    }),
  );
});

test('where nothing is concealed, a student sees every case, line and score', () => {
  fc.assert(
    fc.property(everything, (all) => {
      const open = { ...all, cases: all.cases.map((one) => ({ ...one, hidden: false })) };
      const at = { now, visibility: Visibility.parse({}), closesAt: before };
      const seen = seenBy(open, at);
      const staff = Result.parse(forAssistant.result(open, at));
      assert.deepEqual(seen.subjects, staff.subjects);
      assert.deepEqual(seen.score, staff.score);
      assert.deepEqual(
        seen.cases,
        staff.cases.map(({ hidden: _, ...one }) => one),
      );
    }),
  );
});

test('the seed of what counts is told when nobody may submit any more, that of a self-check at once', () => {
  fc.assert(
    fc.property(everything, fc.constantFrom('official', 'regrade', 'self-check'), (all, reason) => {
      const cases = all.cases.map((one) => ({ ...one, hidden: false }));
      const seedAt = (closesAt: Date | null) => {
        const result = { ...all.result, reason };
        return seenBy({ ...all, result, cases }, { now, visibility: Visibility.parse({}), closesAt }).seed;
      };
      assert.equal(seedAt(before), reason === 'self-check' ? all.graded.seed : undefined);
      assert.deepEqual([seedAt(now), seedAt(null)], [all.graded.seed, all.graded.seed]);
    }),
  );
});

test('after the end the sums are shown, also of cases that stay hidden', () => {
  fc.assert(
    fc.property(everything, visibility, (all, rule) => {
      const seen = seenBy(all, { now, visibility: rule, closesAt: now });
      assert.deepEqual(seen.score, all.result.score);
      assert.deepEqual(
        seen.subjects[0]!.lines.map((one) => one.points),
        all.graded.subjects[0]!.lines.map((one) => one.points),
      );
    }),
  );
});
