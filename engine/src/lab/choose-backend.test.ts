import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LinkUnavailable, settleBackend } from './choose-backend.ts';

test('the emulator is not made to depend on what the kernel can do', async () => {
  const backend = await settleBackend('emulator', () => assert.fail('nothing to probe'));
  assert.equal(backend.name, 'emulator');
});

test('netem is refused in one line where the kernel lacks it, with the way out', async () => {
  const probe = async () =>
    ({ netem: { netem: false, reason: 'Specified qdisc kind is unknown' }, landlock: 7, realTime: false }) as const;
  await assert.rejects(settleBackend('netem', probe), (error: Error) => {
    assert.ok(error instanceof LinkUnavailable);
    assert.match(error.message, /^--link netem: .*Specified qdisc kind is unknown.*--link emulator$/);
    return true;
  });
});

test('netem where the kernel has it', async () => {
  const netem = { netem: true, seed: true, tc: '6.15.0', kernel: '6.12.8' } as const;
  const backend = await settleBackend('netem', async () => ({ netem, landlock: null, realTime: true }));
  assert.equal(backend.name, 'netem');
});
