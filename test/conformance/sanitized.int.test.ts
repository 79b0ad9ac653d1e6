import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LinkProfile, type LinkProfileInput } from '@gradewire/core';
import { emulator, tellingEmulator } from '../../engine/src/lab/emulator.ts';
import type { LinkBackend, LinkReport } from '../../engine/src/lab/link.ts';
import type { ToldFate } from '../../engine/src/lab/told-fate.ts';
import { runTool } from '../../engine/src/lab/wiring.ts';
import type { StandingSandbox } from '../../engine/src/sandbox/standing.ts';
import { capturedFrames } from './captured-frames.ts';
import { type ConformanceGround, conformanceGround } from './ground.ts';
import { noise, oddFrames } from './odd-frames.ts';
import { type RawFrames, rawFrames } from './raw-frames.ts';
import { sanitizedLab } from './sanitized-image.ts';

// The whole program, as it runs in a lab, under ASan and UBSan: reading and writing frames, forwarding, reporting. What they
// find ends it without a report, which is a fault of the lab and fails the test.
const told: ToldFate[] = [];
let links: StandingSandbox;
let ground: ConformanceGround;
let fromClient: RawFrames;
let fromServer: RawFrames;

/** Fates are told of where the profile's name asks for it: a link that tells them has no short way for a clean direction. */
function backendIn(container: StandingSandbox): LinkBackend {
  links = container;
  const telling = tellingEmulator(container, (_, fate) => void told.push(fate));
  const silent = emulator(container);
  const start: LinkBackend['start'] = (client, server, profile) =>
    (profile.name === 'telling' ? telling : silent).start(client, server, profile);
  return { name: 'emulator', start };
}

before(async () => {
  ground = await conformanceGround(backendIn, sanitizedLab);
  fromClient = await rawFrames(ground, ground.client);
  fromServer = await rawFrames(ground, ground.server);
});
after(async () => {
  await fromServer?.[Symbol.asyncDispose]();
  await fromClient?.[Symbol.asyncDispose]();
  await ground?.close();
});

const frames = [...oddFrames.map(({ bytes }) => bytes), ...noise(300)];

/** The frames both ways at once, across a link. */
async function across(input: LinkProfileInput): Promise<LinkReport> {
  await using link = await ground.lab.join(ground.client, ground.server, LinkProfile.parse(input));
  const said = await Promise.all([fromClient, fromServer].map((raw) => raw.send(frames)));
  assert.deepEqual(new Set(said.flat()), new Set(['sent']));
  const report = await link.stop();
  assert.equal(capturedFrames(report.capture, 'client').sent.length, frames.length);
  assert.equal(capturedFrames(report.capture, 'server').sent.length, frames.length);
  return report;
}

test('the link program of this lab is the one under ASan and UBSan', async () => {
  for (const sign of ['__asan_init', '__ubsan_handle_out_of_bounds']) {
    const { ok } = await runTool(links, ['grep', '-q', sign, '/usr/local/bin/gradewire-link']);
    assert.ok(ok, sign);
  }
});

const everything = {
  delay: '4ms',
  jitter: '3ms',
  distribution: 'pareto',
  loss: { model: 'gemodel', p: 5, r: 30 },
  duplicate: 20,
  corrupt: 20,
  reorder: { percent: 20, gap: 3 },
  visibleCorruption: { percent: 30 },
} as const;
const both = { clientToServer: everything, serverToClient: { ...everything, limit: 20 } };
const rules = (['drop', 'duplicate', 'corrupt', { delayMs: 20 }] as const).map(
  (action, i) => ({ direction: 'clientToServer', protocol: 'udp', nth: i + 1, action }) as const,
);
const message = { separator: ' ', classField: 0, sequenceField: 1 };
const profiles: readonly LinkProfileInput[] = [
  { name: 'clean' },
  { name: 'keyed by flow', keying: 'flow', ...both, rules, blackouts: [{ fromMs: 20, toMs: 25 }] },
  { name: 'keyed by message', keying: 'message', message, ...both },
  { name: 'a stream', keying: 'stream', ...both },
  {
    name: 'slow',
    keying: 'flow',
    clientToServer: { rate: { bitsPerSecond: '20mbit', packetOverhead: 20 }, limit: 30 },
  },
  { name: 'telling', keying: 'flow', ...both, rules },
];
for (const profile of profiles) {
  test(`odd frames and noise break no rule of memory or arithmetic: ${profile.name}`, async () => {
    const { framesForwarded, framesDropped, realised } = await across(profile);
    assert.ok(framesForwarded > 0);
    if (profile.name === 'clean') assert.deepEqual([framesForwarded, framesDropped], [2 * frames.length, 0]);
    else assert.ok(realised.directions!.clientToServer.packets > 100);
    assert.equal(told.length > 0, profile.name === 'telling');
  });
}
