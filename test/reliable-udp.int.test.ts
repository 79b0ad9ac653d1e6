import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { type GradingResult, InfrastructureFault } from '@gradewire/core';
import { kitById } from '@gradewire/kits';
import { gradeFolder, root, temporaryFolder } from './grade-folder.ts';

const kit = kitById('reliable-udp')!;
const good = await readFile(path.join(root, 'kits/reliable-udp/fixtures/python-good/Sender.py'), 'utf8').catch(() =>
  readFile(path.join(root, 'kits/reliable-udp/fixtures/python-good/sender.py'), 'utf8'),
);

async function gradeSender(source: string, config: object): Promise<GradingResult> {
  await using folder = await temporaryFolder();
  await writeFile(path.join(folder.path, 'Sender.py'), source);
  const result = await gradeFolder(folder.path, { kit, config, jobs: 4 });
  if (result.status === 'incomplete') throw new InfrastructureFault(result.infrastructure.faults.join('\n'));
  return result;
}

test('a good sender passes the public suite with all points', async () => {
  const result = await gradeSender(good, { suite: 'public' });
  const failed = result.cases.filter(({ outcome }) => outcome !== 'passed');
  assert.deepEqual(
    failed.map(({ id, feedback }) => [id, feedback]),
    [],
  );
  assert.equal(result.score, result.maxScore);
  const measured = result.cases.find(({ id }) => id === 'loss/10/both/seed-1')!;
  assert.ok(measured.metrics.completionMs! > 500, 'packets were lost, and timers ran');
  assert.ok(measured.metrics.timeRatio! < 1.5);
});

test('a sender that never sends anything again fails where packets are lost, and is shown the last one', async () => {
  const source = [
    'import sys, socket, zlib',
    'f, a, p = sys.argv[2], sys.argv[4], int(sys.argv[6])',
    'def send(s, kind, seq, data=b""):',
    '    body = b"%s|%d|%s|" % (kind, seq, data)',
    '    s.sendto(body + b"%d" % zlib.crc32(body), (a, p))',
    '    return s.recv(4096)',
    's = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)',
    'data = open(f, "rb").read()',
    'send(s, b"start", 0)',
    'chunks = [data[i:i + 1000] for i in range(0, len(data), 1000)]',
    'for i, chunk in enumerate(chunks): send(s, b"data", i + 1, chunk)',
    'send(s, b"end", len(chunks) + 1)',
    '',
  ].join('\n');
  const result = await gradeSender(source, { cases: ['clean/binary', 'named/third-data-lost'] });
  const byId = new Map(result.cases.map((one) => [one.id, one]));
  assert.equal(byId.get('clean/binary')!.outcome, 'passed');
  const lost = byId.get('named/third-data-lost')!;
  assert.deepEqual([lost.outcome, lost.blame, lost.feedback[0]?.code], ['timed-out', 'client', 'hangs']);
  assert.match(lost.evidence[0]!.lines.join('\n'), /data 3 .*✕/);
  assert.equal(lost.drawings.length, 1);
  assert.equal(result.subjects[0]!.lines.find(({ id }) => id === 'correct/named')!.points, 0);
});
