import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { InfrastructureFault, LinkProfile, type LinkProfileInput, readPcapng } from '@gradewire/core';
import fc from 'fast-check';
import { arbitraryProfile } from '../../../core/src/link/arbitrary-profile.ts';
import type { Endpoint } from './lab.ts';
import { type LabGround, labGround, script } from './lab-ground.ts';
import type { LinkReport } from './link.ts';
import { auditReport } from './self-audit.ts';

let place: LabGround;
let client: Endpoint;
let server: Endpoint;
before(async () => {
  place = await labGround();
  [client, server] = await Promise.all([place.endpoint('client'), place.endpoint('server')]);
});
after(() => place.close());

const profile = (input: Omit<LinkProfileInput, 'name'>) => LinkProfile.parse({ name: 'test', ...input });

/** The client sends `payloads` a millisecond apart; what has arrived when the link is stopped. */
async function send(
  overLink: LinkProfile,
  payloads: readonly string[],
): Promise<{ arrived: string[]; report: LinkReport }> {
  await using link = await place.lab.join(client, server, overLink);
  const receive = `
import select, socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(('', 7000)); s.setblocking(False)
print('bound')
ended = False
while not ended:
    ended = sys.stdin in select.select([s, sys.stdin], [], [])[0]
    try:
        while True: print(s.recv(2000).decode('latin-1'))
    except BlockingIOError: pass
`;
  const receiver = script(server, receive);
  while (!receiver.output().includes('bound')) await new Promise((resolve) => setTimeout(resolve, 5));
  const transmit = `
import socket, time, json
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for payload in json.loads('''${JSON.stringify(payloads)}'''):
    s.sendto(payload.encode(), ('server', 7000)); time.sleep(0.001)
`;
  await script(client, transmit).ended;
  const report = await link.stop();
  receiver.program.end();
  const output = await receiver.ended;
  await Promise.all([client, server].map(({ sandbox }) => sandbox.reset()));
  return { arrived: output.trim().split(/\r?\n/).slice(1), report };
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => `data|${i}|${i % 10}|0`);
const message = { separator: '|', classField: 0, sequenceField: 1 };
const commentsIn = (report: LinkReport) => readPcapng(report.capture).packets.flatMap(({ comments }) => comments);

test('what the profile says befalls the packets, and the report counts it', async () => {
  const lossy = profile({
    seed: 7,
    keying: 'message',
    message,
    clientToServer: { delay: '20ms', loss: { model: 'random', percent: 30 }, duplicate: 10 },
  });
  const { arrived, report } = await send(lossy, numbered(200));
  const { packets, lost, duplicated, tallies } = report.realised.directions!.clientToServer;
  assert.equal(packets, 200);
  // A packet that is lost and duplicated at once leaves its duplicate, as in netem.
  const distinct = new Set(arrived).size;
  assert.ok(distinct >= 200 - lost && distinct < 200 - lost + duplicated / 2, `${distinct} arrived, ${lost} lost`);
  assert.ok(lost > 30 && lost < 90 && duplicated > 5 && duplicated < 40, `${lost} lost, ${duplicated} duplicated`);
  assert.equal(tallies.loss!.configured.toFixed(6), '0.300000');
  assert.ok(commentsIn(report).some((comment) => comment.includes('lost')));
  // However long this machine kept the link waiting.
  auditReport({ link: lossy, lagBudgetMs: 60_000 }, report, 1000, 0);
  const { histogram = [], p50, max } = report.realised.lagMs!;
  assert.equal(
    histogram.reduce((sum, [, count]) => sum + count, 0),
    report.framesForwarded,
    'each packet was so and so late',
  );
  const latest = histogram.map(([upToMs]) => upToMs);
  assert.deepEqual(
    latest,
    latest.toSorted((a, b) => a - b),
  );
  assert.ok(latest.at(-1)! >= max && latest.at(-1)! < 1.04 * max + 0.001, `${latest.at(-1)}, at most ${max}`);
  assert.ok(latest.some((upToMs) => Math.abs(upToMs - p50) < 0.0001 || upToMs > p50));

  const again = await send(lossy, numbered(200));
  assert.deepEqual(new Set(again.arrived), new Set(arrived), 'the same seed, the same weather');
  const other = await send({ ...lossy, seed: 8 }, numbered(200));
  assert.notDeepEqual(new Set(other.arrived), new Set(arrived));
});

test('a link that does not do what the case asks is a fault that says what', async () => {
  const { report } = await send(profile({ clientToServer: { loss: { model: 'random', percent: 5 } } }), numbered(300));
  const asked = profile({ clientToServer: { loss: { model: 'random', percent: 60 } } });
  const told = structuredClone(report);
  (told.realised.directions!.clientToServer.tallies.loss as { configured: number }).configured = 0.6;
  assert.throws(
    () => auditReport({ link: asked, lagBudgetMs: 250 }, told, 1000, 0.12),
    (error) =>
      error instanceof InfrastructureFault &&
      /clientToServer: loss was .* set to 60.*12 % of processor/.test(error.message),
  );
});

test('named packets: the n-th of a class, and a rule that matches nothing is reported as such', async () => {
  const ruled = profile({
    message,
    rules: [
      { direction: 'clientToServer', class: 'data', nth: 3, action: 'drop' },
      { direction: 'clientToServer', payloadPrefix: 'data|5|', nth: 'every', action: 'duplicate' },
      { direction: 'serverToClient', protocol: 'udp', nth: 1, action: 'drop' },
    ],
  });
  const { arrived, report } = await send(ruled, numbered(8));
  assert.deepEqual(
    arrived.map((line) => line.split('|')[1]),
    ['0', '1', '3', '4', '5', '5', '6', '7'],
  );
  assert.deepEqual(report.realised.rules, [
    { matched: 8, applied: 1 },
    { matched: 1, applied: 1 },
    { matched: 0, applied: 0 },
  ]);
});

test('corruption that the program sees: the byte is another one and the checksum is right', async () => {
  const visible = { percent: 50, region: 'data' as const, kind: 'printable' as const };
  const sent = numbered(100);
  const { arrived } = await send(profile({ message, clientToServer: { visibleCorruption: visible } }), sent);
  const damaged = arrived.filter((line, i) => line !== sent[i]);
  assert.equal(arrived.length, 100, 'the kernel dropped none for its checksum');
  assert.ok(damaged.length > 20 && damaged.length < 80, `${damaged.length}`);
  assert.ok(
    damaged.every((line) => /^data\|\d+\|/.test(line)),
    damaged.join(),
  );
});

test('a blackout begins with the first packet', async () => {
  const { arrived, report } = await send(profile({ blackouts: [{ fromMs: 0, toMs: 100 }] }), numbered(300));
  const { blackedOut } = report.realised.directions!.clientToServer;
  assert.equal(arrived.length, 300 - blackedOut);
  assert.ok(blackedOut > 10 && blackedOut <= 110, `${blackedOut}`);
  assert.equal(arrived[0], numbered(300)[blackedOut]);
});

test('property: every profile that can be written is one that the link takes', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryProfile, async (input) => {
      await using link = await place.lab.join(client, server, LinkProfile.parse(input));
      const { realised } = await link.stop();
      assert.equal(realised.rules.length, input.rules?.length ?? 0);
    }),
    { numRuns: 150 },
  );
});
