import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Case, Kit, Observation, Observations, Program, Setup } from '@gradewire/core';
import fc from 'fast-check';
import { replayObservations } from '../engine/src/replay-observations.ts';
import { served } from '../kits/hello-internet/judge/pair-builder.ts';
import { helloInternet } from '../kits/hello-internet/kit.ts';
import { setupWith } from '../kits/reliable-udp/judge/built-trial.ts';
import { reliableUdp } from '../kits/reliable-udp/kit.ts';
import { observationsOf } from '../kits/reliable-udp/score/graded.ts';

/** Runs what is planned until there is nothing new, with what `observe` says a trial shows. */
function run(kit: Kit, setup: Setup, observe: (one: Case) => readonly Observation[]): Observations {
  const observations = new Map<string, Observation[]>();
  for (;;) {
    let isNew = false;
    for (const one of kit.plan(setup, new Map(observations))) {
      const seen = observations.get(one.id) ?? [];
      const open = one.trials.filter(({ name }) => !seen.some(({ trial }) => trial === name));
      if (open.length === 0) continue;
      const more = observe({ ...one, trials: open });
      observations.set(one.id, [...seen, ...more]);
      isNew ||= more.length > 0;
    }
    if (!isNew) return observations;
  }
}

/** How often `runsNothingNew` was claimed, and not, and how often what was not claimed would have run something. */
interface Tally {
  claimed: number;
  refused: number;
  needed: number;
}

function check(kit: Kit, now: Setup, then: Setup, observe: (one: Case) => readonly Observation[], tally: Tally): void {
  const { missing } = replayObservations(kit, now, then, run(kit, then, observe));
  if (kit.runsNothingNew(now.config, then.config)) {
    tally.claimed++;
    assert.deepEqual(missing, [], 'it was said that nothing new would be run');
  } else {
    tally.refused++;
    if (missing.length > 0) tally.needed++;
  }
}

function program(subject: string, role: 'client' | 'server'): Program {
  const args = role === 'client' ? ['{host}', '{port}'] : ['{port}'];
  const common = { language: 'c', source: null, build: [], command: ['./program'], environment: {}, stdin: '' };
  return { id: `${subject}/${role}`, subject, role, argumentForms: [{ name: 'documented', args }], ...common };
}

function helloSetup(config: object): Setup {
  const programs = ['c', 'go'].flatMap((one) => [program(one, 'client'), program(one, 'server')]);
  const subjects = ['c', 'go'].map((id) => ({ id, folder: id, language: 'c', notes: [] }));
  const builds = new Map(
    programs.map(({ id }) => [id, { program: id, outcome: 'built', command: '', log: '' }] as const),
  );
  const discovery = { subjects, programs, missing: [], ignored: [] };
  return { config: helloInternet.parseConfig(config), seed: 7, tree: { digest: '', files: [] }, discovery, builds };
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const some = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc
    .record(Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, maybe(value)])))
    .map((config) => Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined)));
const percent = fc.integer({ min: 1, max: 100 }).map((number) => number / 100);

const helloConfig = some({
  points: fc.record({ interop: fc.nat(20), challenge: fc.nat(10) }),
  interopFullAt: percent,
  without: fc.subarray(['pair', 'pair/c', 'usage', 'peer/c/client/reset', 'challenge/go/server']),
});
const helloRun = some({
  clientWithinMs: fc.constant(6000),
  usageWithinMs: fc.constant(4000),
  serverReadyWithinMs: fc.constant(9000),
  weather: fc.constant(['delay']),
});

test('Hello Internet: what it says to run nothing new runs nothing new', () => {
  const kit = helloInternet as unknown as Kit;
  const tally: Tally = { claimed: 0, refused: 0, needed: 0 };
  const observe = (one: Case) => one.trials.map(({ name }) => served(name, 1));
  fc.assert(
    fc.property(helloConfig, helloConfig, helloRun, maybe(helloRun), (now, then, base, other) => {
      check(kit, helloSetup({ ...now, ...(other ?? base) }), helloSetup({ ...then, ...base }), observe, tally);
    }),
    { numRuns: 40, seed: 1 },
  );
  assert.ok(tally.claimed > 10 && tally.needed > 10, JSON.stringify(tally));
});

const rudpConfig = some({
  points: fc.record({ time: fc.nat(20), correct: fc.record({ loss: fc.nat(20) }) }),
  time: fc.constant({ fullAt: 2, noneAt: 5 }),
  windowEvents: fc.integer({ min: 1, max: 9 }),
  race: fc.constant({ fullAt: 0.2, noneAt: 0.9 }),
  spurious: fc.record({ events: fc.integer({ min: 1, max: 9 }) }),
  without: fc.subarray(['loss', 'loss/30', 'corrupt', 'extra', 'extra/faster-than-tcp', 'give-up']),
});
const rudpRun = some({
  exitsWithinMs: fc.constant(2000),
  seeds: fc.constant(1),
  measured: fc.constant(['loss/10/both']),
  cases: fc.constant(['clean', 'loss/10', 'give-up', 'extra/faster-than-tcp']),
  giveUp: fc.constant({ notBeforeMs: 10_000 }),
});

test('reliable UDP: what it says to run nothing new runs nothing new, whether all cases pass or some do not', () => {
  const kit = reliableUdp as unknown as Kit;
  const tally: Tally = { claimed: 0, refused: 0, needed: 0 };
  fc.assert(
    fc.property(rudpConfig, rudpConfig, rudpRun, maybe(rudpRun), fc.boolean(), (now, then, base, other, fails) => {
      // A sender of which nothing arrives wherever there is loss. Of the race of TCP itself any observation will do.
      const built = fails
        ? (one: Case) => (one.id.startsWith('loss/') ? { written: Buffer.alloc(0) } : {})
        : () => ({});
      const observe = (one: Case) =>
        one.trials.flatMap((trial) => {
          const seen = observationsOf({ ...one, trials: [trial] }, built);
          return seen.length > 0 ? seen : [served(trial.name)];
        });
      const setups = [setupWith({ ...now, ...(other ?? base) }), setupWith({ ...then, ...base })] as const;
      check(kit, ...(setups as unknown as readonly [Setup, Setup]), observe, tally);
    }),
    { numRuns: 35, seed: 1 },
  );
  assert.ok(tally.claimed > 4 && tally.needed > 4, JSON.stringify(tally));
});

test('reliable UDP: without a case that failed there may be a race with TCP that there was not before', () => {
  const kit = reliableUdp as unknown as Kit;
  const race = 'extra/faster-than-tcp/seed-1';
  const cases = ['clean', 'loss/10', race];
  const observe = (one: Case) =>
    one.trials.flatMap((trial) =>
      observationsOf({ ...one, trials: [trial] }, ({ id }) =>
        id.startsWith('loss/') ? { written: Buffer.alloc(0) } : {},
      ),
    );
  const then = setupWith({ cases }) as Setup;
  const seen = run(kit, then, observe);
  const missing = (without: string[]) => {
    const now = setupWith({ cases, without }) as Setup;
    return [kit.runsNothingNew(now.config, then.config), replayObservations(kit, now, then, seen).missing];
  };
  assert.deepEqual(missing(['loss']), [false, [`${race}: tcp`, `${race}: sender`]]);
  assert.deepEqual(missing(['loss', 'extra']), [true, []]);
});
