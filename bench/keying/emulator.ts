import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LossModel } from './loss-model.ts';
import { reference } from './sender.ts';
import { transfer } from './transfer.ts';
import type { Climate, Packet } from './weather.ts';

const sources = fileURLToPath(new URL('../../sandbox-images/lab/link', import.meta.url));
/** The files without devices and without a main function, as the Makefile lists them. */
function modelFiles(): string[] {
  const listed = /^MODELS *= *((?:.*\\\n)*.*)$/m.exec(readFileSync(join(sources, 'Makefile'), 'utf8'))?.[1];
  if (!listed) throw new Error("the emulator's Makefile has no MODELS");
  return listed.split(/[\s\\]+/).filter((word) => word.endsWith('.c'));
}

const words = (loss: LossModel) =>
  loss.kind === 'random'
    ? `random ${loss.probability}`
    : `gemodel ${loss.p} ${loss.r} ${loss.oneMinusH} ${loss.oneMinusK}`;

function ask(program: string, climate: Climate, seed: number, packets: readonly Packet[]): string {
  const lines = [
    `seed ${seed}`,
    `keying ${climate.keying}`,
    'message 124 0 1',
    ...(climate.families ?? []).map((family) => `family ${family.join(' ')}`),
    `a2b loss ${words(climate.loss[0])}`,
    `b2a loss ${words(climate.loss[1])}`,
    'go',
    ...packets.map(
      ({ direction, flow, word, sequence }) =>
        `${direction} ${flow} ${flow === 0 ? `${word}|${sequence}|x|1` : 'unreadable'}`,
    ),
    '',
  ];
  return execFileSync(program, { input: lines.join('\n'), encoding: 'utf8' }).trim();
}

/** Compiles the emulator's models with `cc` and compares whole transfers with the simulation, packet by packet. */
export function compareWithEmulator(climates: readonly Climate[], runs: number): { packets: number; differ: number } {
  const folder = mkdtempSync(join(tmpdir(), 'keying-'));
  try {
    const program = join(folder, 'fates');
    const harness = fileURLToPath(new URL('emulator-fates.c', import.meta.url));
    const files = [harness, ...modelFiles().map((file) => join(sources, file))];
    execFileSync('cc', ['-std=gnu11', '-O1', `-I${sources}`, '-o', program, ...files, '-lm']);
    let packets = 0;
    let differ = 0;
    for (const climate of climates) {
      for (let seed = 1; seed <= runs; seed++) {
        const { fates } = transfer({ ...reference, stray: true }, climate, seed, 40);
        const asked = ask(program, climate, seed, fates);
        if (asked.length !== fates.length) throw new Error('the emulator judged another number of packets');
        packets += fates.length;
        differ += fates.filter(({ lost }, i) => lost !== (asked[i] === '1')).length;
      }
    }
    return { packets, differ };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
