import assert from 'node:assert/strict';
import { appendFile, cp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { type BuildCache, buildCache } from '@gradewire/engine';
import { gradeFolder, root, temporaryFolder } from './grade-folder.ts';

/** A class of one group in C. */
async function classOfC(folder: string): Promise<string> {
  await cp(path.join(root, 'examples/class-repo/c'), path.join(folder, 'class/c'), { recursive: true });
  return path.join(folder, 'class');
}

function counting(cache: BuildCache): BuildCache & { writes: number } {
  return {
    ...cache,
    writes: 0,
    write(...entry) {
      this.writes++;
      return cache.write(...entry);
    },
  };
}

test('the second grading builds nothing, a changed source is built again', async () => {
  await using folder = await temporaryFolder();
  const repository = await classOfC(folder.path);
  const cache = counting(buildCache(path.join(folder.path, 'cache')));
  const first = await gradeFolder(repository, { cache });
  assert.equal(cache.writes, 1);
  const second = await gradeFolder(repository, { cache });
  assert.equal(cache.writes, 1);
  assert.deepEqual(second.subjects, first.subjects);
  await appendFile(path.join(repository, 'c/helloC.c'), '/* one more word */\n');
  await gradeFolder(repository, { cache });
  assert.equal(cache.writes, 2);
});

test('a build that leaves thousands of small files can be run', async () => {
  await using folder = await temporaryFolder();
  const repository = await classOfC(folder.path);
  const makefile = 'all: helloC hellosrvC\n\tmkdir many && cd many && seq 8000 | xargs touch && seq 8000 > 1\n';
  const rules = 'helloC: helloC.c ports.c\nhellosrvC: hellosrvC.c ports.c\n';
  await writeFile(path.join(repository, 'c/Makefile'), makefile + rules);
  const result = await gradeFolder(repository, { cache: buildCache(path.join(folder.path, 'cache')) });
  assert.equal(result.status, 'complete');
  assert.deepEqual(
    result.programs.map(({ outcome }) => outcome),
    ['built', 'built'],
  );
  assert.equal(result.matrix.cells.c?.c?.outcome, 'passed');
});
