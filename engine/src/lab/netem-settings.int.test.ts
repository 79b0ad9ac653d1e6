import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LinkProfile, type LinkProfileInput } from '@gradewire/core';
import { provingGround } from '../sandbox/proving-ground.ts';
import type { Endpoint } from './lab.ts';
import { type LabGround, labGround } from './lab-ground.ts';
import { netem } from './netem.ts';
import { type NetemProbe, probeKernel } from './probe.ts';
import { inNetworkOf, runWiring } from './wiring.ts';

// Skipped where the kernel has no netem; the conformance tests bring one that has.

let probed: NetemProbe;
let place: LabGround;
let inLinks: (argv: readonly string[]) => Promise<string>;
let client: Endpoint;
let server: Endpoint;
before(async () => {
  const { docker, images, labels } = await provingGround();
  probed = (await probeKernel(docker, (await images.ensure('lab')).reference, labels)).netem;
  if (!probed.netem) return;
  const support = probed;
  place = await labGround((links, wiring) => {
    inLinks = (argv) => runWiring(wiring, inNetworkOf(links, argv), { what: 'a command beside the link failed' });
    return netem(links, wiring, support);
  });
  [client, server] = await Promise.all([place.endpoint('client'), place.endpoint('server')]);
});
after(() => place?.close());

const everyModel: readonly LinkProfileInput['clientToServer'][] = [
  { delay: '12.345678ms', jitter: '1234567ns', distribution: 'paretonormal', limit: 77 },
  { loss: { model: 'random', percent: 12.345678 }, duplicate: 0.0001, corrupt: 33.333333 },
  { loss: { model: 'gemodel', p: 5, r: 25, oneMinusH: 98.7654321, oneMinusK: 0.01 } },
  { loss: { model: 'state', p13: 1, p31: 20, p32: 3, p23: 40, p14: 0.5 } },
  { delay: '300s', reorder: { percent: 25, gap: 5 }, rate: { bitsPerSecond: '1001bit', packetOverhead: -7 } },
];

test('what tc reads back of every model is what was asked', async (t) => {
  if (!probed.netem) return t.skip(`no netem in this kernel: ${probed.reason}`);
  for (const [index, impairment] of everyModel.entries()) {
    // The other way another one, so that neither is taken for the other.
    const back = everyModel[(index + 1) % everyModel.length];
    const profile = { name: 'told', keying: 'stream', clientToServer: impairment, serverToClient: back } as const;
    await using link = await place.lab.join(client, server, LinkProfile.parse(profile));
    await link.stop();
  }
});

test('a netem that is changed behind our back is a fault that names what', async (t) => {
  if (!probed.netem) return t.skip(`no netem in this kernel: ${probed.reason}`);
  const loss = { model: 'random', percent: 20 } as const;
  const profile = { name: 'lossy', keying: 'stream', seed: 7, clientToServer: { delay: '30ms', loss } } as const;
  await using link = await place.lab.join(client, server, LinkProfile.parse(profile));
  const qdiscs = JSON.parse(await inLinks(['tc', '-j', 'qdisc', 'show'])) as { kind: string; dev: string }[];
  const { dev } = qdiscs.find(({ kind }) => kind === 'netem')!;
  const change = `tc qdisc change dev ${dev} root netem delay 40ms loss random 20% seed 7`;
  await inLinks(change.split(' '));
  await assert.rejects(link.stop(), {
    name: 'InfrastructureFault',
    message: "clientToServer: netem's delay.delay is 40 ms, asked was 30 ms",
  });
});
