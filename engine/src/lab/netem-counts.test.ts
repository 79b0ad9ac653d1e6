import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditLink, Impairment, LinkProfile, type LinkProfileInput, parseTcNetem } from '@gradewire/core';
import { tcLines } from './netem.ts';
import { assertAsTold, directionCounts, meanLoss, portCounts, realisedByNetem } from './netem-counts.ts';

const line = (packets: number, drops: number, options = {}) =>
  JSON.stringify([
    { kind: 'netem', handle: '8001:', root: true, refcnt: 2, options, bytes: 9, packets, drops, backlog: 0, qlen: 0 },
  ]);

/** As iproute2 6.15 printed it on Linux 6.12. */
const printed =
  '[{"kind":"netem","handle":"8002:","root":true,"refcnt":2,"options":{"limit":1000,"delay":{"delay":0.01,"jitter":0.003,"correlation":0},"loss-gemodel":{"p":0.05,"r":0.25,"1-h":1,"1-k":0},"reorder":{"reorder":0.05,"correlation":0},"rate":{"rate":1000000,"packetoverhead":0,"cellsize":0,"celloverhead":0},"seed":7,"ecn":false,"gap":3},"bytes":834,"packets":11,"drops":2,"overlimits":0,"requeues":0,"backlog":0,"qlen":0}]';

test('counters are read from what tc prints', () => {
  const counted = { sent: 80, dropped: 20, queued: 0, seed: 7, options: { limit: 1000, seed: 7 } };
  const { options } = JSON.parse(printed)[0];
  assert.deepEqual(portCounts(printed), {
    netem: { sent: 11, dropped: 2, queued: 0, seed: 7, options },
    shutOut: null,
  });
  assert.deepEqual(portCounts(line(80, 20, { limit: 1000, seed: 7 })), { netem: counted, shutOut: null });
  assert.equal(portCounts(line(1, 0)).netem!.seed, null);
  const none = '{"kind":"noqueue","handle":"0:","root":true,"options":{},"packets":0}';
  assert.deepEqual(portCounts(`[${none}]`), { netem: null, shutOut: null });
  // As iproute2 6.15 printed it after 20 packets had come in at a port that was shut.
  const ingress =
    '{"kind":"ingress","handle":"ffff:","parent":"ffff:fff1","options":{},"bytes":1560,"packets":20,"drops":20,"overlimits":0,"requeues":0,"backlog":0,"qlen":0}';
  assert.deepEqual(portCounts(`[${none},${ingress}]`), { netem: null, shutOut: 20 });
  for (const bad of ['', '{', '[{"kind":"netem"}]', '[{"kind":"ingress"}]', 'null']) {
    assert.throws(() => portCounts(bad), { name: 'InfrastructureFault', message: /tc does not say/ });
  }
});

test('a link on which netem is not, or not as asked, or not with its seed, is a fault', () => {
  const counts = portCounts(printed).netem;
  const words = 'delay 10ms 3ms loss gemodel 5% 25% reorder 5% gap 3 rate 8mbit';
  const read = parseTcNetem(words);
  assert.ok('impairment' in read);
  const { impairment } = read;
  const clean = Impairment.parse({});
  assertAsTold('clientToServer', `${words} seed 7`, impairment, counts);
  assertAsTold('clientToServer', words, impairment, counts);
  assertAsTold('clientToServer', '', clean, null);
  const fault = (message: RegExp) => ({ name: 'InfrastructureFault', message });
  assert.throws(() => assertAsTold('clientToServer', words, impairment, null), fault(/netem is not there/));
  assert.throws(() => assertAsTold('serverToClient', '', clean, counts), fault(/serverToClient: netem is there/));
  const seeded = `${words} seed 8`;
  assert.throws(() => assertAsTold('clientToServer', seeded, impairment, counts), fault(/has seed 7, wanted was 8/));
  const slower = { ...impairment, delay: 20, corrupt: 1 };
  assert.throws(
    () => assertAsTold('serverToClient', words, slower, counts),
    fault(
      /^serverToClient: netem's delay\.delay is 10 ms, asked was 20 ms; netem's corrupt\.corrupt is 0 %, asked was 1 %$/,
    ),
  );
});

const profileOf = (clientToServer: LinkProfileInput['clientToServer'], more: Partial<LinkProfileInput> = {}) =>
  LinkProfile.parse({ name: 'p', keying: 'stream', clientToServer, ...more });
const realised = (profile: LinkProfile, seenIn: number, sent: number, dropped: number, shutOut: number | null = null) =>
  realisedByNetem(
    profile,
    { clientToServer: { in: seenIn, out: sent }, serverToClient: { in: 50, out: 50 } },
    directionCounts({ netem: null, shutOut }, { netem: { sent, dropped, queued: 0, seed: 1, options: {} }, shutOut }),
    0,
  );
const budget = { lagMs: 250, durationMs: 10_000, frames: 1000 };

test('a loss is held against its setting, and one that the kernel got wrong is a fault', () => {
  const profile = profileOf({ loss: { model: 'random', percent: 20 } });
  const right = realised(profile, 1000, 805, 195);
  assert.deepEqual(right.directions!.clientToServer.tallies.loss, { configured: 0.2, trials: 1000, hits: 195 });
  assert.deepEqual(auditLink(profile, right, budget), []);
  assert.match(auditLink(profile, realised(profile, 1000, 1000, 0), budget).join(), /loss was 0\.00 %/);
});

test('where two causes share a counter there is no tally', () => {
  const lossAndCopies = profileOf({ loss: { model: 'random', percent: 20 }, duplicate: 10 });
  assert.deepEqual(realised(lossAndCopies, 1000, 900, 200).directions!.clientToServer.tallies, {});
  const fullQueue = profileOf({ loss: { model: 'random', percent: 5 }, rate: { bitsPerSecond: '10kbit' }, limit: 100 });
  assert.deepEqual(realised(fullQueue, 1000, 300, 700).directions!.clientToServer.tallies, {});
});

test('copies are what left the queue and never came in; packets in a blackout are what never reached it', () => {
  const copies = realised(profileOf({ duplicate: 10 }), 1000, 1093, 0).directions!.clientToServer;
  assert.deepEqual([copies.duplicated, copies.tallies.duplicate!.hits], [93, 93]);
  const dark = profileOf({ loss: { model: 'random', percent: 20 } }, { blackouts: [{ fromMs: 0, toMs: 100 }] });
  const { blackedOut, tallies } = realised(dark, 1000, 640, 160).directions!.clientToServer;
  assert.deepEqual([blackedOut, tallies.loss!.trials], [200, 800]);
});

test('where a filter counts what it shut out, copies are known beside blackouts, and both directions have theirs', () => {
  const dark = profileOf({ duplicate: 10 }, { blackouts: [{ fromMs: 0, toMs: 100 }] });
  const guessed = realised(dark, 1000, 880, 0).directions!.clientToServer;
  assert.deepEqual([guessed.blackedOut, guessed.duplicated, guessed.tallies], [0, 0, {}]);
  const { clientToServer, serverToClient } = realised(dark, 1000, 880, 0, 200).directions!;
  assert.deepEqual([clientToServer.blackedOut, clientToServer.duplicated], [200, 80]);
  assert.deepEqual(clientToServer.tallies.duplicate, { configured: 0.1, trials: 800, hits: 80 });
  assert.equal(serverToClient.blackedOut, 200);
});

test('mean loss of the models', () => {
  const gemodel = { model: 'gemodel', p: 5, r: 25, oneMinusH: 100, oneMinusK: 0 } as const;
  assert.ok(Math.abs(meanLoss(gemodel)! - 1 / 6) < 1e-12);
  assert.equal(meanLoss({ ...gemodel, p: 0, r: 0, oneMinusK: 3 }), 0.03);
  assert.equal(meanLoss({ model: 'state', p13: 5, p31: 95, p32: 0, p23: 100, p14: 0 }), null);
});

test('the lines for tc: a direction without impairment has none, and both have the seed of the profile', () => {
  const profile = profileOf({ delay: '10ms', loss: { model: 'random', percent: 20 } }, { seed: 42 });
  assert.equal(tcLines(profile, { seed: true }), 'delay 10ms loss random 20% seed 42\n\n');
  assert.equal(tcLines(profile, { seed: false }), 'delay 10ms loss random 20%\n\n');
});
