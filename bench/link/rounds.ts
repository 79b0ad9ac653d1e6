import type { LinkProfile, RealisedLink } from '@gradewire/core';
import type { Pair, Place, Via } from './place.ts';

/** Emulator and bridge in turn, and every other round the other one first: what changes on the machine hits both. */
export async function inTurn<T>(rounds: number, measure: (via: Via) => Promise<T>): Promise<Record<Via, T[]>> {
  const results: Record<Via, T[]> = { emulator: [], bridge: [] };
  for (let round = 0; round < rounds; round++) {
    const order: Via[] = round % 2 ? ['bridge', 'emulator'] : ['emulator', 'bridge'];
    for (const via of order) results[via].push(await measure(via));
  }
  return results;
}

/** Does something while the pair is joined. */
export async function joined<T>(
  place: Place,
  via: Via,
  pair: Pair,
  profile: LinkProfile,
  act: () => Promise<T>,
): Promise<{ result: T; realised: RealisedLink | undefined }> {
  const link = await place.join(via, pair, profile);
  try {
    const result = await act();
    return { result, realised: await link.stop() };
  } catch (error) {
    await link.stop().catch(() => {});
    throw error;
  }
}
