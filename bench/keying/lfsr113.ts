const least = [2, 8, 16, 128];
/** Per component: q, right, unused and s of the paper's table for 32-bit words. */
const steps = [
  [6, 13, 1, 18],
  [2, 27, 3, 2],
  [13, 21, 4, 7],
  [3, 12, 7, 13],
] as const;

/**
 * L'Ecuyer's LFSR113 (Mathematics of Computation 68, 1999), seeded as `tc … netem seed` does: folded to 32 bits, no
 * warm-up. Returns the function that yields the next number, 0 to 2³² − 1.
 */
export function lfsr113(seed: number): () => number {
  const wide = BigInt(seed);
  const folded = Number(((wide >> 32n) ^ (wide << 10n) ^ wide) & 0xffffffffn);
  const state = least.map((bound) => (folded < bound ? folded + bound : folded));
  return () => {
    let output = 0;
    steps.forEach(([q, right, unused, s], i) => {
      const z = state[i]!;
      const fedBack = ((z << q) ^ z) >>> right;
      state[i] = (((z >>> unused) << unused) << s) ^ fedBack;
      output ^= state[i]!;
    });
    return output >>> 0;
  };
}
