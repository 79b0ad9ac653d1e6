import type { FileSpec, Observation, Trial } from '@gradewire/core';

/** Whether each file that was sent is there, whole and nothing more: byte for byte what the receiver wrote. */
export function isWhole({ written }: Observation, expected: readonly FileSpec[]): boolean {
  const closest = new Set(written.map((one) => one.closest));
  return (
    written.length > 0 &&
    closest.size === expected.length &&
    written.every(({ bytes, agreesFor, closest: at }) => {
      const size = expected[at]?.bytes;
      return bytes === size && agreesFor === size;
    })
  );
}

export function expectedBy(trial: Trial | undefined): readonly FileSpec[] {
  return trial?.server?.writes?.expected ?? [];
}
