import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Case, type CaseResult, cleanLink, InfrastructureFault, type Kit, type Setup } from '@gradewire/core';
import { noArtefacts } from '../artefacts.ts';
import { runCases } from '../run-cases.ts';
import { type ProvingGround, provingGround } from '../sandbox/proving-ground.ts';
import { endpoints } from './endpoints.ts';
import { startLab } from './lab.ts';

let ground: ProvingGround;
before(async () => {
  ground = await provingGround();
});
after(() => ground.close());

const containerNamed = async (name: string) => {
  const filters = { label: [`gradewire.run=${ground.labels['gradewire.run']}`, `gradewire.name=${name}`] };
  const [found] = await ground.docker.listContainers({ filters });
  return ground.docker.getContainer(found!.Id);
};

/** One case for each name: a peer of ours listens and sends nothing, another one waits for it until its time is up. */
const waitingKit = (names: readonly string[]): Kit => {
  const program = (run: string) => ({ kind: 'peer', name: run }) as const;
  const graded = (id: string): Case => ({
    id,
    subject: 's',
    title: id,
    group: 'g',
    link: cleanLink,
    lagBudgetMs: 250,
    trials: [
      {
        name: 'only',
        port: 9000,
        server: { program: program('listen'), args: ['9000'], listensOn: 9000, withinMs: 60_000 },
        client: { runs: [{ program: program('wait'), args: ['9000'], wallMs: 2000, onlyAfterSuccess: false }] },
      },
    ],
  });
  const scripts: Record<string, string> = {
    listen: 'import socket,sys; s=socket.create_server(("",int(sys.argv[1]))); c=s.accept(); s.accept()',
    wait: 'import socket,sys; socket.create_connection(("10.77.0.2",int(sys.argv[1]))).recv(1)',
  };
  return {
    id: 'waiting',
    version: '1',
    peersImage: 'lang-python',
    sideBySide: false,
    meetsOthers: false,
    casesPerProcessor: 2,
    peerCommand: (name) => ['python3', '-c', scripts[name]!],
    parseConfig: (input) => input,
    runsNothingNew: () => false,
    withhold: (config) => config,
    unknownCases: () => [],
    discover: () => ({ subjects: [], programs: [], missing: [], ignored: [] }),
    plan: () => names.map(graded),
    judge: () => ({ outcome: 'passed', blame: null, feedback: [], evidence: [], metrics: {} }),
    grade: () =>
      ({ cases: [] as CaseResult[], subjects: [], matrix: { clients: [], servers: [], cells: {} } }) as never,
  };
};

const setup = {
  config: {},
  seed: 1,
  tree: { digest: '', files: [] },
  discovery: {},
  builds: new Map(),
} as unknown as Setup;

async function run(names: readonly string[], onStarted: (id: string) => Promise<void>) {
  const [lab, peers] = [await ground.images.ensure('lab'), await ground.images.ensureLanguage('python')];
  await using started = await startLab(ground.docker, lab.reference, ground.labels);
  await using standing = endpoints(ground.docker, started, peers, new Map(), ground.labels, false);
  const said: string[] = [];
  const disturbed: Promise<void>[] = [];
  const runs = await runCases(
    {
      kit: waitingKit(names),
      lab: started,
      inexpressible: () => [],
      endpoints: standing,
      programs: new Map(),
      withheld: [],
      jobs: 1,
      artefacts: noArtefacts,
      onProgress(event) {
        said.push(event.kind);
        if (event.kind === 'case-started') disturbed.push(onStarted(event.id));
      },
    },
    setup,
  );
  await Promise.all(disturbed);
  return { runs, said };
}

/** Until the client of a case runs: then the case is in its middle, until that client's time is up. */
async function inTheMiddle(): Promise<void> {
  for (const deadline = performance.now() + 60_000; performance.now() < deadline; ) {
    const container = await containerNamed('peers/client/0').catch(() => undefined);
    const top = (await container?.top({ ps_args: '-eo pid,args' }).catch(() => undefined)) as { Processes: string[][] };
    if (top?.Processes.some(([, args]) => args?.includes('create_connection'))) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail('no client was ever started');
}

for (const [what, name] of Object.entries({
  'the link container': 'link',
  'an endpoint': 'peers/server/0',
  'the wiring': 'wiring',
})) {
  test(`${what} dies in the middle of a case: the case runs again, and no case is lost`, async () => {
    let killed = false;
    const { runs, said } = await run(['one', 'two'], async () => {
      if (killed) return;
      killed = true;
      await inTheMiddle();
      await (await containerNamed(name)).kill();
    });
    assert.equal(killed, true);
    assert.deepEqual(runs.faults, []);
    assert.deepEqual([...runs.observations.keys()].sort(), ['one', 'two']);
    for (const [, [observation]] of runs.observations) {
      assert.deepEqual(observation!.clients[0]!.end, { how: 'wall-limit' });
      assert.equal(observation!.conversations.length, 1);
    }
    // The wiring is not needed by a case whose endpoints are wired already.
    const expected = name === 'wiring' ? runs.retries >= 0 : runs.retries >= 1;
    assert.ok(expected && said.filter((kind) => kind === 'retry').length === runs.retries, `${runs.retries} retries`);
  });
}

test('a lab whose link died gives faults, not answers, until endpoints are wired anew', async () => {
  const { reference } = await ground.images.ensure('lab');
  await using lab = await startLab(ground.docker, reference, ground.labels);
  const pair = async () => {
    const sandboxes = [await ground.sandbox('python'), await ground.sandbox('python')] as const;
    return {
      sandboxes,
      ends: [await lab.wire(sandboxes[0], 'client'), await lab.wire(sandboxes[1], 'server')] as const,
    };
  };
  const early = await pair();
  const link = await lab.join(...early.ends, cleanLink);
  await (await containerNamed('link')).kill();
  await assert.rejects(link.stop(), InfrastructureFault);
  await link[Symbol.asyncDispose]();
  await assert.rejects(lab.join(...early.ends, cleanLink), InfrastructureFault);
  const late = await pair();
  await using again = await lab.join(...late.ends, cleanLink);
  await again.stop();
  await assert.rejects(lab.join(early.ends[0], late.ends[1], cleanLink), InfrastructureFault);
  for (const sandbox of [...early.sandboxes, ...late.sandboxes]) await sandbox[Symbol.asyncDispose]();
});

test('a lab that cannot be started leaves no container', async () => {
  await assert.rejects(startLab(ground.docker, 'gradewire/none:at-all', ground.labels), InfrastructureFault);
  assert.deepEqual(await ground.containers(), []);
});
