import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { datagrams, type GradingResult, readPcapng, rudp } from '@gradewire/core';
import { artefactsIn, connectDocker } from '@gradewire/engine';
import { kitById } from '@gradewire/kits';
import type { Replayed } from '../cli/src/replay/replay.ts';
import { gradeFolder, root, temporaryFolder } from './grade-folder.ts';

/** Loss, duplicates, corruption and delays that differ from packet to packet, both ways. */
const caseId = 'everything/seed-1';
const sender = 'kits/reliable-udp/fixtures/c-good';

let place: Awaited<ReturnType<typeof temporaryFolder>>;
before(async () => {
  place = await temporaryFolder();
});
after(() => place[Symbol.asyncDispose]());

/** A clone at another path: files of its own, but for what npm installed. Its lab is another image than ours. */
async function cloneInto(folder: string): Promise<void> {
  const others = new Set(['node_modules', '.git', '.gradewire'].map((name) => path.join(root, name)));
  await cp(root, folder, { recursive: true, filter: (file) => !others.has(file) });
  await mkdir(path.join(folder, 'node_modules'));
  for (const name of await readdir(path.join(root, 'node_modules'))) {
    const [from, to] = [root, folder].map((one) => path.join(one, 'node_modules', name)) as [string, string];
    // The links to our own packages are relative, and so lead into the clone.
    if (name === '@gradewire') await cp(from, to, { recursive: true, verbatimSymlinks: true });
    else await symlink(from, to);
  }
  await appendFile(path.join(folder, 'sandbox-images/lab/Dockerfile'), 'LABEL gradewire.test=elsewhere\n');
}

/** References of the images that a clone uses. */
async function imagesOf(clone: string): Promise<string[]> {
  const program = `
    import { connectDocker, imageStore } from '@gradewire/engine';
    const images = imageStore(await connectDocker(), { ensureBaseImage: async () => {} });
    const all = await Promise.all(['lab', 'lang-c', 'peers-reliable-udp'].map((name) => images.ensure(name)));
    console.log(JSON.stringify(all.map(({ reference }) => reference)));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { cwd: clone });
  return JSON.parse(stdout) as string[];
}

const run = promisify(execFile);

/**
 * What befell each packet, by type, number and, of the sender's, how-manyth time: why it was lost, or what came out and how
 * much later. Acknowledgements of one number are together: they overtake each other, and nothing in them tells which is which.
 */
async function fatesIn(file: string, port: number): Promise<Map<string, string[]>> {
  const { packets } = readPcapng(await readFile(file));
  const [transfer] = rudp.readTransfers(datagrams(packets), { sender: 'client', receiverPort: port });
  const ofSender = transfer!.packets.map((one) => [`${one.type} ${one.rel} ${one.transmission}`, one.fate] as const);
  const acks = transfer!.acks.map((ack) => [`ack ${ack.seq}`, ack.fate] as const);
  const fates = Map.groupBy([...ofSender, ...acks], ([key]) => key);
  return new Map([...fates].map(([key, all]) => [key, all.map(([, fate]) => fateText(fate))]));
}

function fateText({ lost, deliveries }: rudp.Fate): string {
  return (
    lost ??
    deliveries
      .map(({ note }) => note)
      .sort()
      .join(' & ')
  );
}

/** Fates that only one of two runs met, of packets that both had: where one had more of a kind, all of the other's are its. */
function different(one: readonly string[], other: readonly string[]): string[] {
  const [fewer, more] = one.length <= other.length ? [one, other] : [other, one];
  const left = [...more];
  return fewer.filter((fate) => {
    const at = left.indexOf(fate);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

test('a result replays with the same fates from another clone, with other images, on one processor, in another locale', async (t) => {
  const inPlace = (name: string) => path.join(place.path, name);
  const kit = kitById('reliable-udp')!;
  const artefacts = artefactsIn(inPlace('artefacts'));
  const result: GradingResult = await gradeFolder(path.join(root, sender), {
    kit,
    config: { cases: [caseId] },
    artefacts,
  });
  const graded = result.cases.find(({ id }) => id === caseId)!;
  await writeFile(inPlace('result.json'), JSON.stringify(result));

  const clone = inPlace('home of somebody else');
  await cloneInto(clone);
  const images = await imagesOf(clone);
  t.after(async () => {
    const docker = await connectDocker();
    // The language's and the peers' are made of the lab's.
    for (const reference of images.toReversed()) await docker.getImage(reference).remove();
  });
  const ours = await imagesOf(root);
  assert.deepEqual(
    images.filter((reference) => ours.includes(reference)),
    [],
  );
  const capture = inPlace('elsewhere.pcapng');
  const args = ['replay', inPlace('result.json'), '--case', caseId, '--folder', path.join(clone, sender)];
  const { stdout } = await run(
    'taskset',
    ['-c', '0', process.execPath, path.join(clone, 'cli/src/main.ts'), ...args, '--capture', capture, '--json', '-'],
    { cwd: '/', env: { PATH: process.env.PATH, HOME: clone, TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8' } },
  );
  const told = JSON.parse(stdout) as Replayed;
  assert.deepEqual([told.warnings, told.recorded.outcome, told.replays[0]!.outcome], [[], 'passed', 'passed']);

  const { destinationPort: port } = datagrams(readPcapng(await readFile(capture)).packets).find(
    ({ interfaceName }) => interfaceName === 'client to link',
  )!;
  const [then, now] = await Promise.all(
    [inPlace(`artefacts/${graded.artefacts[0]}`), capture].map((file) => fatesIn(file, port)),
  );
  const both = [...then!.keys()].filter((key) => now!.has(key));
  const met = both.flatMap((key) => then!.get(key)!);
  const seen = [/^loss/, /duplicate/, /delayed/, /corrupted/].map(
    (what) => met.filter((fate) => what.test(fate)).length,
  );
  assert.ok(both.length > 30 && seen.every((count) => count > 1), `${seen} of\n${met.join('\n')}`);
  assert.deepEqual(
    both
      .map((key) => [key, different(then!.get(key)!, now!.get(key)!)] as const)
      .filter(([, fates]) => fates.length > 0),
    [],
  );
});
