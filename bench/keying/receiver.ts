/** The assignment's receiver: window 5, cumulative acknowledgements, every valid packet answered. */
export function receiver(window = 5) {
  const held = new Set<number>();
  let expected: number | undefined;
  /** The number to acknowledge, or nothing to a stranger that does not begin with `start`. */
  return (word: string, sequence: number): number | undefined => {
    if (expected === undefined) {
      if (word !== 'start') return undefined;
      expected = sequence;
    }
    if (sequence >= expected && sequence < expected + window) held.add(sequence);
    while (held.delete(expected)) expected++;
    return expected;
  };
}
