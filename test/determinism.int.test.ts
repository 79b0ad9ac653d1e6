import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { readPcapng } from '@gradewire/core';
import { connectDocker, imageStore, reapRun, runLabels } from '@gradewire/engine';
import { compareFates, differing, type Met, packetKey } from '../bench/determinism/fates.ts';
import { openPlace } from '../bench/determinism/place.ts';
import { type Run, transfers, whatWentWrong } from '../bench/determinism/transfer.ts';
import { everything } from '../bench/determinism/weathers.ts';
import { ensureBaseImage } from '../cli/src/setup/base-images.ts';
import { ensureDocker } from '../cli/src/setup/docker.ts';

const pairs = 13;
const half = 25;

describe('one sender, one seed, fifty times', () => {
  const runId = randomUUID();
  let quiet: Run[];
  let loaded: Run[];
  let met: Met[];
  /** Of each busy program, the share of a processor that it had. */
  let shares: number[];
  before(async () => {
    await ensureDocker(() => {});
    const docker = await connectDocker();
    const images = imageStore(docker, { ensureBaseImage: (name) => ensureBaseImage(name, () => {}) });
    await using place = await openPlace(docker, images, runLabels(runId), pairs, 2);
    quiet = await transfers(place, everything, half);
    const [load, start] = [place.busy(), performance.now()];
    loaded = await transfers(place, everything, half);
    shares = (await load.stop()).map((cpuMs) => cpuMs / (performance.now() - start));
    met = compareFates([...quiet, ...loaded].map(({ fates }) => fates));
  });
  after(async () => reapRun(await connectDocker(), runId));

  test('every run delivered the file', () => {
    const runs = [...quiet, ...loaded];
    assert.equal(runs.length, 2 * half);
    assert.deepEqual(runs.map(whatWentWrong).filter(Boolean), []);
  });

  test('two programs did compute beside the second half', () => {
    assert.ok(shares.length === 2 && shares.every((share) => share > 0.1), `${shares}`);
  });

  test('a packet that two runs sent met the same in both', () => {
    const told = differing(met).map(({ key, fates }) => `${key}: ${[...fates].join(' / ')}`);
    assert.deepEqual(told, []);
  });

  test('there was something to be the same: losses, duplicates, delays and corruption', () => {
    const common = met.filter(({ runs }) => runs >= half).map(({ fates }) => [...fates.keys()][0]!);
    for (const what of ['lost', 'duplicated', 'delayed', 'payload byte']) {
      assert.ok(common.filter((fate) => fate.includes(what)).length >= 3, `${what}: ${common.join('\n')}`);
    }
    assert.ok(new Set(common).size > 30, 'delays differ from packet to packet');
  });

  test('the captures tell of the same losses as the link did', () => {
    for (const { fates, capture } of [...quiet, ...loaded]) {
      const told = fates.filter(({ fate, copy }) => fate === 'lost' && !copy).map(packetKey);
      const captured = readPcapng(capture).packets.flatMap(({ comments, interfaceName }) =>
        comments.flatMap((comment) => {
          const [, name, rel, k] = /lost \(loss 20%, (\S+) ([+-]\d+) transmission (\d+)\)/.exec(comment) ?? [];
          const side = interfaceName === 'client to link' ? 'sender' : 'receiver';
          return name === undefined ? [] : [`${side}: ${name} ${rel}, time ${k}`];
        }),
      );
      assert.deepEqual(captured.sort(), told.sort());
    }
  });
});
