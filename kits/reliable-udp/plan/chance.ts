import { createHash } from 'node:crypto';

/** Independent for every name and index, the same for the same seed; an integer that JSON keeps exactly. */
export function seedOf(seed: number, name: string, index: number): number {
  return Number(hashOf(`${seed}/${name}/${index}`).readBigUInt64BE(0) >> 11n);
}

/** The port of a trial: below the ephemeral range, and another one for every trial. */
export function portOf(seed: number, caseId: string, trial: string): number {
  return 10_000 + (hashOf(`${seed}/${caseId}/${trial}`).readUInt32BE(0) % 20_000);
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
