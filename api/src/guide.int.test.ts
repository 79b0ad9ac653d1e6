import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { laneOf } from '@gradewire/db';
import { ensureFirstOwner } from './store/first-owner.ts';
import { caseOf, gradeNext } from './testing/grade.ts';
import { startService } from './testing/service.ts';

const guide = path.join(import.meta.dirname, '..', '..', 'docs', 'instructors-api.md');

/** The indented lines: what the reader is told to type. */
function commandsOf(text: string): string {
  const lines = text.split('\n').filter((line) => line.startsWith('    '));
  return lines.map((line) => line.slice(4)).join('\n');
}

test('the guide for instructors does what it says, from the roster to the grades', async () => {
  await using service = await startService();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gradewire-guide-'));
  try {
    const GRADEWIRE_KEY = (await ensureFirstOwner(service.db))!;
    const commands = commandsOf(await readFile(guide, 'utf8'));
    const running = promisify(execFile)('bash', ['-euo', 'pipefail', '-c', commands], {
      cwd: folder,
      env: { ...process.env, GRADEWIRE_URL: service.url, GRADEWIRE_KEY },
      timeout: 60_000,
    });
    // The worker's part, as soon as the guide has sent its sample solution, and as soon as it has handed in, and regraded.
    let ended = false;
    const failed = running
      .then(
        () => undefined,
        (error) => error,
      )
      .finally(() => {
        ended = true;
      });
    for (const reason of ['trial', 'official', 'regrade'] as const) {
      const where = { state: 'waiting', reason } as const;
      while (!ended && (await service.db.prisma.run.count({ where })) === 0) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const lanes = [laneOf(reason)];
      if (!ended) await gradeNext(service.db, [caseOf('reference/python-client', { points: 8 })], { lanes });
    }
    assert.equal(await failed, undefined);
    assert.match(
      await readFile(path.join(folder, 'canvas.csv'), 'utf8'),
      /^Ada Lovelace,,1001,ada@example\.edu,Monday,10\r$/m,
    );
    assert.match(await readFile(path.join(folder, 'moodle.csv'), 'utf8'), /adjusted by 2/);
    assert.equal(JSON.parse(await readFile(path.join(folder, 'archive.json'), 'utf8')).submissions.length, 1);
    assert.equal(JSON.parse(await readFile(path.join(folder, 'results.json'), 'utf8')).submissions.length, 2);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
