import assert from 'node:assert/strict';
import { appendFile, cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { datagrams, type GradingResult, readPcapng, rudp } from '@gradewire/core';
import { artefactsIn } from '@gradewire/engine';
import { kitById } from '@gradewire/kits';
import type { Replayed } from '../cli/src/replay/replay.ts';
import { gradeFolder, root, temporaryFolder } from './grade-folder.ts';
import { containersOf, gradewire } from './gradewire-command.ts';

let place: Awaited<ReturnType<typeof temporaryFolder>>;
before(async () => {
  place = await temporaryFolder();
});
after(() => place[Symbol.asyncDispose]());
const inPlace = (name: string) => path.join(place.path, name);

async function kept(name: string, result: object): Promise<string> {
  await writeFile(inPlace(name), JSON.stringify(result));
  return inPlace(name);
}

describe('a case of a class', () => {
  let result: GradingResult;
  let file: string;
  before(async () => {
    for (const name of ['c', 'perl', 'python']) {
      await cp(path.join(root, 'examples/class-repo', name), inPlace(`class/${name}`), { recursive: true });
    }
    result = await gradeFolder(inPlace('class'), { config: { only: ['c', 'python'] } });
    file = await kept('class.json', result);
  });
  const replay = (...args: string[]) =>
    gradewire(['replay', '--folder', inPlace('class'), '--capture', inPlace('class.pcapng'), ...args]);

  test('a pair comes to the same outcome, each time; nothing else is built, and nothing is left', async () => {
    const { code, stdout, stderr, pid } = await replay(file, '--case', 'pair/c/python', '--times', '2', '--json', '-');
    assert.equal(code, 0, stderr);
    const told = JSON.parse(stdout) as Replayed;
    const before = result.cases.find(({ id }) => id === 'pair/c/python')!;
    assert.equal(before.outcome, 'passed');
    assert.deepEqual([told.recorded, told.warnings, told.same, told.seed], [before, [], 2, 1]);
    assert.deepEqual(
      told.replays.map(({ id, outcome, blame }) => [id, outcome, blame]),
      Array(2).fill(['pair/c/python', 'passed', null]),
    );
    assert.match(stderr, /found 2 folders with 4 programs/);
    const { packets } = readPcapng(await readFile(told.capture!));
    const greetings = packets.filter(({ interfaceName, data }) => {
      return interfaceName === 'client to link' && Buffer.from(data).includes('Hello');
    });
    assert.equal(greetings.length, 4, 'twice a trial with two clients');
    assert.deepEqual(await containersOf(pid), []);
  });

  test('other sources are replayed, with a warning', async () => {
    await cp(inPlace('class'), inPlace('changed'), { recursive: true });
    const source = inPlace('changed/python/hellosrvPython.py');
    await appendFile(source, '\n# another one\n');
    const ended = await replay(file, '--case', 'reference/python/server', '--folder', inPlace('changed'));
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(ended.stderr, /^warning: the sources are not those that were graded \(sha256:\w+, the result's are/m);
    assert.match(ended.stdout, /recorded {2}passed.*\n.*replay {4}passed.*\nThe outcome is the recorded one\./);
  });

  test('another outcome than recorded is told, beside the evidence', async () => {
    const cases = result.cases.map((one) => (one.id === 'peer/c/client/slow' ? { ...one, outcome: 'crashed' } : one));
    const ended = await replay(await kept('other.json', { ...result, cases }), '--case', 'peer/c/client/slow');
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(
      ended.stdout,
      /recorded {2}crashed.*\n.*replay {4}passed.*\nThe outcome is another one than recorded\./,
    );
    assert.match(ended.stdout, /\nOn the wire\n {2}\| .*client connects/);
  });

  test('what cannot be replayed is one line and exit code 2', async (t) => {
    const secret = await kept('secret.json', { ...result, seed: null });
    await cp(inPlace('class/c'), inPlace('broken/c'), { recursive: true });
    await writeFile(inPlace('broken/c/helloC.c'), 'int main(');
    await writeFile(inPlace('broken/c/hellosrvC.c'), 'int main(');
    const pair = ['--case', 'pair/c/python'];
    const broken = ['--case', 'peer/c/client/slow', '--folder', inPlace('broken')];
    const calls: [string, string[], RegExp][] = [
      ['an unknown case', [file, '--case', 'pair/c/pyton'], /no such case; did you mean pair\/c\/python\?/],
      ['no seed', [secret, ...pair], /names no seed: those of official runs are published after the deadline/],
      [
        'a folder without the programs',
        [file, ...pair, '--folder', inPlace('class/c')],
        /needs python, which the folder/,
      ],
      ['a homework in place of a capture', [file, ...pair, '--capture', file], /is there and is no capture/],
      ['a case that nothing leads to', [file, ...broken], /never comes to peer\/c\/client\/slow\. .*--config FILE/],
    ];
    for (const [name, args, message] of calls) {
      await t.test(name, async () => {
        const ended = await replay(...args);
        assert.deepEqual([ended.code, ended.stdout], [2, ''], ended.stderr);
        assert.match(ended.stderr.trim().split('\n').at(-1)!, message);
        assert.equal(ended.stderr.includes('    at '), false, ended.stderr);
      });
    }
  });
});

/** What became of each packet of the sender's that was sent more than nowhere: lost, or when it was to arrive. */
async function fatesIn(file: string, port: number): Promise<Map<string, string>> {
  const { packets } = readPcapng(await readFile(file));
  const fates = rudp.readTransfers(datagrams(packets), { sender: 'client', receiverPort: port }).flatMap((transfer) =>
    transfer.packets.map(({ type, rel, transmission, fate }): [string, string] => {
      return [`${type} ${rel} ${transmission}`, fate.lost ?? fate.deliveries.map(({ note }) => note).join()];
    }),
  );
  return new Map(fates);
}

test('a sender meets the fates that it met when it was graded', async () => {
  const caseId = 'loss/30/both/seed-1';
  const folder = path.join(root, 'kits/reliable-udp/fixtures/c-good');
  const kit = kitById('reliable-udp')!;
  const artefacts = artefactsIn(inPlace('artefacts'));
  const result = await gradeFolder(folder, { kit, config: { cases: [caseId] }, artefacts });
  const graded = result.cases.find(({ id }) => id === caseId)!;
  const capture = inPlace('rudp.pcapng');
  const file = await kept('rudp.json', result);
  const ended = await gradewire([
    'replay',
    file,
    '--case',
    caseId,
    '--folder',
    folder,
    '--capture',
    capture,
    '--json',
    '-',
  ]);
  assert.equal(ended.code, 0, ended.stderr);
  const told = JSON.parse(ended.stdout) as Replayed;
  assert.deepEqual([told.recorded.outcome, told.replays[0]!.outcome], ['passed', 'passed']);

  const ports = new Set<number>();
  for (const { destinationPort, interfaceName } of datagrams(readPcapng(await readFile(capture)).packets)) {
    if (interfaceName === 'client to link') ports.add(destinationPort);
  }
  for (const port of ports) {
    const [then, now] = await Promise.all(
      [inPlace(`artefacts/${graded.artefacts[0]}`), capture].map((one) => fatesIn(one, port)),
    );
    const both = [...then!.keys()].filter((key) => now!.has(key));
    assert.ok(
      both.length > 30 && both.filter((key) => then!.get(key)!.startsWith('loss')).length > 5,
      `${port}: ${[...then!]}`,
    );
    assert.deepEqual(
      both.filter((key) => then!.get(key) !== now!.get(key)),
      [],
    );
  }
});
