import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Language, languages } from '@gradewire/core';
import { packFrom } from '../sandbox/archive.ts';
import { studentUid } from '../sandbox/hardening.ts';
import { type ProvingGround, provingGround, runIn, treeOf } from '../sandbox/proving-ground.ts';

const folders = fileURLToPath(new URL('../../../sandbox-images/', import.meta.url));
/** Folders of images that are no language's. */
const others = ['base', 'lab', 'netem-docker', 'netem-kernel'];
const output = '/work/.gradewire/client';

let ground: ProvingGround;
before(async () => {
  ground = await provingGround();
});
after(() => ground.close());

test('the languages and the folders of their images are the same fifteen', async () => {
  const entries = await readdir(folders, { withFileTypes: true });
  const found = entries.filter((entry) => entry.isDirectory() && !others.includes(entry.name)).map(({ name }) => name);
  assert.deepEqual(found.sort(), languages.map(({ id }) => id).sort());
  assert.equal(new Set(found).size, 15);
});

/** The argv of a hello program, as a kit would fill it in. */
function filledIn(language: Language, argv: readonly string[], source: string, text: string): string[] {
  const stem = path.parse(source).name;
  const values = { source, output, name: stem, root: '.', entry: language.entry?.(text, stem) ?? '' };
  return argv
    .filter((item) => item !== '{helpers}')
    .map((item) => item.replace(/\{(source|output|name|root|entry)\}/g, (_, key: keyof typeof values) => values[key]));
}

for (const language of languages) {
  test(`${language.title}: its image builds and runs its hello program in the hardened sandbox`, async () => {
    const folder = path.join(folders, language.id);
    const source = (await readdir(folder)).find((name) => /^hello\./.test(name))!;
    const text = await readFile(path.join(folder, source), 'utf8');
    const argvOf = (argv: readonly string[]) => filledIn(language, argv, source, text);
    const environment = {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: '/tmp',
      LANG: 'C.UTF-8',
      ...language.environment,
    };

    let tree = await treeOf({ [source]: text });
    if (language.build.length > 0) {
      const change = { kind: 'build', memoryMiB: language.buildMemoryMiB, workMiB: 512 } as const;
      await using build = await ground.sandbox(language.id, tree, change);
      for (const argv of [['mkdir', '-p', output], ...language.build.map(argvOf)]) {
        const step = await runIn(build, argv, { environment, wallMs: 60_000, openFiles: 4096, fileBytes: 0 });
        assert.deepEqual(
          [step.end.cause, step.end.code],
          ['exited', 0],
          `${argv.join(' ')}\n${step.stdout}${step.stderr}`,
        );
      }
      await build.reset();
      const parts: Buffer[] = [];
      assert.ok(await packFrom(build, studentUid, 256 << 20, (bytes) => parts.push(Buffer.from(bytes))));
      tree = Buffer.concat(parts);
    }
    const workMiB = Math.ceil((tree.length * 1.25) / 2 ** 20) + 1;
    await using run = await ground.sandbox(language.id, tree, { memoryMiB: language.memoryMiB, workMiB });
    const { end, stdout, stderr } = await runIn(run, argvOf(language.run), { environment, pty: true });
    assert.equal(stdout, `Hello from ${language.title}\n`, stderr);
    assert.deepEqual([end.cause, end.code], ['exited', 0]);
    await run.reset();
  });
}
