import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { linkContainer, wiringContainer } from '../sandbox/hardening.ts';
import { type ProvingGround, provingGround } from '../sandbox/proving-ground.ts';
import { startSandbox } from '../sandbox/standing.ts';
import { startGate } from './netem-gate.ts';
import { inNetworkOf, runTool } from './wiring.ts';

let ground: ProvingGround;
before(async () => {
  ground = await provingGround();
});
after(() => ground.close());

/** A link of the kernel's in a network of its own, with the far ends of its ports, `near0` and `near1`, beside it. */
async function lonelyLink() {
  const { reference } = await ground.images.ensure('lab');
  await using made = new AsyncDisposableStack();
  const links = made.use(await startSandbox(ground.docker, linkContainer(reference, ground.labels, '')));
  const wiring = made.use(await startSandbox(ground.docker, wiringContainer(reference, ground.labels)));
  async function tool(line: string, input = '') {
    const { ok, stdout, stderr, how } = await runTool(wiring, inNetworkOf(links, line.split(' ')), input);
    assert.ok(ok, `${line}: ${how} ${stderr}`);
    return stdout;
  }
  for (const end of [0, 1]) {
    await tool(`ip link add port${end} up type veth peer name near${end}`);
    await tool(`ip link set near${end} up`);
  }
  await tool('ip address add 10.9.9.1/24 dev near0');
  await tool('ip neighbour add 10.9.9.2 lladdr 02:00:0a:09:09:02 dev near0');
  await tool('gradewire-netem up port0 port1 bridge', '\n\n');
  const arrived = async () => {
    const [{ stats64 }] = JSON.parse(await tool('ip -json -statistics link show dev near1'));
    return stats64.rx.packets as number;
  };
  const owned = made.move();
  return {
    tool,
    gate: () => startGate(links, wiring, 'port0', 'port1'),
    /** How many of 20 datagrams come out of the other end. */
    async cross() {
      const before = await arrived();
      await tool('gradewire-traffic send --to 10.9.9.2 --port 7000 --count 20 --size 50 --gap-us 100');
      return (await arrived()) - before;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

for (const kind of ['filter', 'port state'] as const) {
  test(`nothing crosses a link that is shut by ${kind}, and all of it when it is opened again`, async (t) => {
    await using link = await lonelyLink();
    // A place that is taken: as on a kernel that cannot filter.
    if (kind === 'port state') await link.tool('tc qdisc add dev port1 clsact');
    const gate = await link.gate();
    if (kind === 'filter' && gate.kind !== kind) return t.skip('this kernel lacks sch_ingress or cls_bpf');
    assert.equal(gate.kind, kind);
    const crossed: number[] = [];
    for (const shut of [undefined, true, false, true, false]) {
      if (shut !== undefined) await gate.set(shut);
      crossed.push(await link.cross());
    }
    assert.deepEqual(crossed, [20, 0, 20, 0, 20]);
    await gate.end();
  });
}

test('a gate whose ports are gone says so', async () => {
  await using link = await lonelyLink();
  const gate = await link.gate();
  await link.tool('ip link del port0');
  await assert.rejects(gate.set(true), {
    name: 'InfrastructureFault',
    message: /between port0 and port1 failed .*port0/,
  });
});
