import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decodeFrame, LinkProfile, type LinkProfileInput } from '@gradewire/core';
import { type CapturedFrames, capturedFrames } from './captured-frames.ts';
import { type ConformanceGround, conformanceGround } from './ground.ts';
import { noise, oddFrames, tooLong, udpWithOptions, udpWithoutChecksum, udpWithTag } from './odd-frames.ts';
import { type RawFrames, rawFrames } from './raw-frames.ts';

let ground: ConformanceGround;
let raw: RawFrames;
before(async () => {
  ground = await conformanceGround();
  raw = await rawFrames(ground, ground.client);
});
after(async () => {
  await raw?.[Symbol.asyncDispose]();
  await ground?.close();
});

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const all = oddFrames.map(({ bytes }) => bytes);
const lossy = { loss: { model: 'random', percent: 100 } } as const;

async function across(input: Omit<LinkProfileInput, 'name'>, frames: readonly Uint8Array[]): Promise<CapturedFrames> {
  await using link = await ground.lab.join(
    ground.client,
    ground.server,
    LinkProfile.parse({ name: 'odd frames', ...input }),
  );
  const said = await raw.send(frames);
  assert.deepEqual(
    said,
    frames.map(() => 'sent'),
  );
  const { capture, realised } = await link.stop();
  assert.equal(realised.overrun, 0);
  return capturedFrames(capture, 'client');
}

const namesOf = (frames: CapturedFrames['delivered']) =>
  frames.map(({ data }) => oddFrames.find(({ bytes }) => hex(bytes) === hex(data))?.name ?? `unknown: ${hex(data)}`);

const links: Readonly<Record<string, Omit<LinkProfileInput, 'name'>>> = {
  'a clean link': {},
  'a link that delays': { clientToServer: { delay: '2ms' } },
  'stream mode': {
    keying: 'stream',
    clientToServer: { delay: '2ms', duplicate: 0, loss: { model: 'random', percent: 0 } },
  },
};
for (const [name, link] of Object.entries(links)) {
  test(`odd frames come out as they went in: ${name}`, async () => {
    const { sent, delivered } = await across(link, all);
    const names = oddFrames.map((one) => one.name);
    assert.deepEqual(namesOf(sent), names);
    // What is not for the models overtakes what is delayed.
    assert.deepEqual(namesOf(delivered).sort(), names.toSorted());
  });
}

test('what is not IP, ICMP and what a kernel says unasked are spared where packets are keyed', async () => {
  const { delivered } = await across({ keying: 'flow', clientToServer: lossy }, all);
  assert.deepEqual(
    namesOf(delivered),
    oddFrames.filter(({ sparedKeyed }) => sparedKeyed).map(({ name }) => name),
  );
});

test('in stream mode only what is not IP is spared: netem would lose that too', async () => {
  const { delivered } = await across({ keying: 'stream', clientToServer: lossy }, all);
  assert.deepEqual(
    namesOf(delivered),
    oddFrames.filter(({ sparedInStream }) => sparedInStream).map(({ name }) => name),
  );
});

test("visible corruption finds the payload behind options and tags, and leaves a checksum that isn't there alone", async () => {
  const frames = [udpWithOptions, udpWithTag, udpWithoutChecksum];
  const { delivered } = await across({ clientToServer: { visibleCorruption: { percent: 100 } } }, frames);
  assert.equal(delivered.length, frames.length);
  for (const [at, { data }] of delivered.entries()) {
    const [before, after] = [decodeFrame(frames[at]!), decodeFrame(data)];
    assert.ok(before.kind === 'udp' && after.kind === 'udp');
    assert.deepEqual(after.checksum, before.checksum);
    const differing = [...after.payload].filter((byte, place) => byte !== before.payload[place]);
    assert.equal(differing.length, 1);
  }
});

test('a frame longer than the MTU does not leave the endpoint', async () => {
  await using link = await ground.lab.join(ground.client, ground.server, LinkProfile.parse({ name: 'too long' }));
  assert.deepEqual(await raw.send([tooLong]), ['Message too long']);
  assert.equal((await link.stop()).framesForwarded, 0);
});

test('the link survives noise: frames of every length, of all values', async () => {
  const frames = noise(400);
  const all = { visibleCorruption: { percent: 50 }, duplicate: 20, corrupt: 30, delay: '3ms', jitter: '2ms' } as const;
  const { sent, delivered } = await across({ keying: 'flow', clientToServer: all }, frames);
  assert.equal(sent.length, frames.length);
  assert.ok(delivered.length >= frames.length);
});
