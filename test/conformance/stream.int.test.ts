import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { linkDirections } from '@gradewire/core';
import { absolutes, delayDifferences, quantile } from './compare.ts';
import { compareCorrupted } from './compare-corrupted.ts';
import type { Configuration } from './configuration.ts';
import { configurations } from './configurations.ts';
import { type ConformanceGround, conformanceGround } from './ground.ts';
import { findNetem, type NetemSource } from './netem-ground.ts';
import { throughLab } from './through-emulator.ts';
import { throughKernel } from './through-kernel.ts';
import { lostAndDuplicated, type Outcome } from './traffic.ts';

/**
 * Both draw the same numbers, so that a datagram's two delays differ only by how late either side is: 99 % by no more than
 * the lag that a case's audit allows a link. Milliseconds.
 */
const budget = { p50: 8, p90: 15, p99: 25 };
/** Being late only adds: of several measurements on a busy machine the best one of each quantile counts. */
const mostMeasurements = 5;

let ground: ConformanceGround;
let netem: NetemSource;
let kernel: Map<string, Outcome>;
before(async () => {
  ground = await conformanceGround();
  netem = await findNetem(ground.ground);
  if ('missing' in netem) return;
  const start = performance.now();
  kernel = await acrossKernel(netem, configurations);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`netem of ${netem.kernel}: ${configurations.length} configurations in ${seconds} s`);
});
after(() => ground?.close());

for (const one of configurations) {
  test(`stream mode does what netem does: ${one.profile.name}`, async (t) => {
    if ('missing' in netem) return t.skip(netem.missing);
    let inKernel = kernel.get(one.profile.name)!;
    const best = { ...noDelaysYet };
    for (let measurement = 1; ; measurement++) {
      const { outcome, report } = await throughLab(ground, one.profile, one.traffic, one.lingerMs);
      compareFates(t, one, inKernel, outcome, report.capture);
      keepBest(best, compareDelays(t, inKernel, outcome));
      const over = quantiles.filter((name) => best[name] > budget[name]);
      if (over.length === 0) return;
      const words = over.map((name) => `${name} ${best[name].toFixed(2)} ms`).join(', ');
      assert.ok(measurement < mostMeasurements, `delays differ by more than the budget: ${words}`);
      // Which side was late is not to be seen: the slower one to ask is asked every other time.
      if (measurement % 2 === 0) inKernel = (await acrossKernel(netem, [one])).get(one.profile.name)!;
    }
  });
}

const acrossKernel = (source: Exclude<NetemSource, { missing: string }>, some: readonly Configuration[]) =>
  throughKernel(ground.ground.docker, source, ground.ground.labels, some);

function compareFates(t: TestContext, one: Configuration, inKernel: Outcome, emulated: Outcome, capture: Buffer): void {
  for (const direction of linkDirections) {
    const sending = one.traffic[direction];
    if (!sending) continue;
    const [theirs, ours] = [inKernel[direction]!, emulated[direction]!];
    if (one.profile[direction].corrupt > 0) {
      compareCorrupted(t, { inKernel: theirs, emulated: ours, count: sending.count, capture });
      continue;
    }
    const fates = lostAndDuplicated(ours, sending.count);
    assert.deepEqual(fates, lostAndDuplicated(theirs, sending.count), `${direction}: lost and duplicated`);
    assert.ok(hasEffect(one.profile[direction], fates), `${direction}: the link did nothing, which compares nothing`);
    t.diagnostic(`${direction}: ${fates.lost.length} lost, ${fates.duplicated.length} duplicated, the same ones`);
  }
}

const quantiles = ['p50', 'p90', 'p99'] as const;
type Differences = Record<(typeof quantiles)[number], number>;
const noDelaysYet: Differences = { p50: Infinity, p90: Infinity, p99: Infinity };

function keepBest(best: Differences, found: Differences): void {
  for (const name of quantiles) best[name] = Math.min(best[name], found[name]);
}

/** By how much the delays differ, whatever the sign; of two directions the larger difference. */
function compareDelays(t: TestContext, inKernel: Outcome, emulated: Outcome): Differences {
  const found = { p50: 0, p90: 0, p99: 0 };
  for (const direction of linkDirections) {
    const [theirs, ours] = [inKernel[direction], emulated[direction]];
    if (!theirs || !ours) continue;
    const differences = delayDifferences(ours, theirs);
    const sizes = absolutes(differences);
    const here = quantiles.map((name) => [name, quantile(sizes, Number(name.slice(1)) / 100)] as const);
    for (const [name, value] of here) found[name] = Math.max(found[name], value);
    const words = here.map(([name, value]) => `${name} ${value.toFixed(2)}`).join(', ');
    t.diagnostic(`${direction}: delays differ by ${words} ms (${quantile(differences, 0.5).toFixed(3)} in the middle)`);
  }
  return found;
}

/** Where packets are lost or duplicated at all, some must have been. */
function hasEffect(
  { loss, duplicate, limit }: Configuration['profile']['clientToServer'],
  fates: { lost: number[]; duplicated: number[] },
): boolean {
  const loses = loss !== undefined || limit < 1000;
  return (!loses || fates.lost.length > 0) && (duplicate === 0 || fates.duplicated.length > 0);
}
