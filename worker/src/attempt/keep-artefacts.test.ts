import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { GradingResult } from '@gradewire/core';
import { blobStore } from '@gradewire/storage';
import { keepArtefacts } from './keep-artefacts.ts';

const dayMs = 86_400_000;

test('captures stay for the days that are given, 90 if none are; result and observations for good', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'gradewire-kept-'));
  t.after(() => rm(folder, { recursive: true }));
  const blobs = await blobStore({ kind: 'folder', folder: path.join(folder, 'blobs') });
  const files = ['usage+c.pcapng', 'observations.json'].map((name) => path.join(folder, name));
  for (const file of files) await writeFile(file, 'content');
  const claim = { runId: 'r', fence: 'f' } as unknown as Parameters<typeof keepArtefacts>[1];
  const result = { cases: [] } as unknown as GradingResult;
  for (const [captureDays, expected] of [
    [undefined, 90],
    [7, 7],
  ] as const) {
    const before = Date.now();
    const kept = await keepArtefacts({ blobs, ...(captureDays && { captureDays }) }, claim, result, files, []);
    const ends = Object.fromEntries(kept.map(({ name, expiresAt }) => [name, expiresAt]));
    const end = ends['usage+c.pcapng']!.getTime();
    assert.ok(end >= before + expected * dayMs && end <= Date.now() + expected * dayMs, `${expected} days`);
    assert.deepEqual([ends['result.json'], ends['observations.json']], [undefined, undefined]);
  }
});
