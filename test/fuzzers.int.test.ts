import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { oddFrames } from './conformance/odd-frames.ts';
import { root, temporaryFolder } from './grade-folder.ts';

const run = promisify(execFile);
const clang = await run('clang', ['--version']).catch(() => undefined);
const skip = clang === undefined && 'clang is not installed (apt-get install clang), which libFuzzer is a part of';

/** Frames behind a virtio-net header (10 bytes), by which the harness also chooses keying and direction. */
const frames = oddFrames.flatMap(({ bytes }) =>
  [0, 1, 2, 3, 4, 5].map((byte) => [0, 0, byte, 0, 0, 0, 0, 0, 0, 0, ...bytes]),
);
const directives = [
  'seed 7',
  'keying message',
  'message 124 0 1',
  'family start data end',
  'a2b delay 9 5 pareto',
].concat(
  ['b2a loss gemodel 1 2 3 4', 'a2b reorder 5 2', 'a2b rate 9 -14', 'a2b visible 9 data bit', 'blackout 1 2'],
  ['rule a2b udp data - 2 drop', 'rule b2a any - 61ff 0 delay:5'],
);
const lines = directives.map((line) => [...Buffer.from(`${line}\n`)]);

/** What reads a stranger's bytes: by folder, the programs that `make fuzz` makes there, each with inputs to begin with. */
const harnesses: Readonly<Record<string, Readonly<Record<string, readonly (readonly number[])[]>>>> = {
  'sandbox-images/lab/link': { fuzz: frames, fuzz_directives: [...lines, lines.flat()] },
  'kits/reliable-udp/peers': { 'objects/fuzz-receiving': [], 'objects/fuzz-sending': [] },
};

for (const [folder, programs] of Object.entries(harnesses)) {
  test(`no input of 100,000 makes ${folder} read or write where it may not`, { skip }, async (t) => {
    await using place = await temporaryFolder();
    // A copy: what is made beside an image's sources would go into the image.
    await cp(path.join(root, folder), place.path, { recursive: true });
    await run('make', ['-s', '-C', place.path, 'fuzz']);
    for (const [program, inputs] of Object.entries(programs)) {
      const corpus = path.join(place.path, 'corpus', program);
      await mkdir(corpus, { recursive: true });
      for (const [i, input] of inputs.entries()) await writeFile(path.join(corpus, `${i}`), Uint8Array.from(input));
      const limits = ['-runs=100000', '-seed=1', '-max_len=4096', '-timeout=10'];
      const { stderr } = await run(path.join(place.path, program), [...limits, corpus], { cwd: place.path });
      const [done = ''] = /^Done \d+ runs in \d+ second.*$/m.exec(stderr) ?? [];
      t.diagnostic(`${program}: ${done}`);
      assert.match(done, /^Done 100000 /);
    }
  });
}
