import { createHash } from 'node:crypto';

/**
 * The port of a trial: below the ephemeral range, different from trial to trial so that a program with a fixed port
 * of its own shows, and the same for the same seed.
 */
export function portOf(seed: number, caseId: string, trial: string): number {
  const hash = createHash('sha256').update(`${seed}/${caseId}/${trial}`).digest();
  return 10_000 + (hash.readUInt32BE(0) % 20_000);
}
