import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { connectDocker, imageStore } from '@gradewire/engine';
import { ensureBaseImage } from '../../cli/src/setup/base-images.ts';
import { type OwnDockerd, ownDockerd, whyNoDockerd } from './own-dockerd.ts';
import { openStage, type Stage } from './stage.ts';

const bases = ['debian:bookworm-slim', 'debian:trixie-slim'];

describe('a Docker Engine of its own', { skip: whyNoDockerd() ?? false }, () => {
  let dockerd: OwnDockerd;
  let stage: Stage;
  before(async () => {
    const images = imageStore(await connectDocker(), { ensureBaseImage: (name) => ensureBaseImage(name, () => {}) });
    const needed = await Promise.all(
      ['base', 'lab', 'peers-hello-internet', 'lang-c'].map((name) => images.ensure(name)),
    );
    dockerd = await ownDockerd([...needed.map(({ reference }) => reference), ...bases]);
    stage = await openStage({}, dockerd.socket);
  });
  after(async () => {
    await using _ = dockerd;
    await stage.end();
  });

  for (const [kind, signal] of [
    ['submission', 'SIGKILL'],
    ['self-check', 'SIGTERM'],
  ] as const) {
    test(`dockerd is restarted by ${signal} while a ${kind} is graded: one result, the right one`, async () => {
      const { attempts } = await stage.gradedThrough(kind, `dockerd-${kind}`, () => dockerd.restart(signal));
      assert.ok(attempts.length <= 3, attempts.join());
    });
  }
});
