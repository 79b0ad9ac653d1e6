import { setTimeout as pause } from 'node:timers/promises';

/** Looks until it is so; throws after `withinMs`. */
export async function until(isSo: () => Promise<boolean> | boolean, withinMs = 120_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`not so within ${withinMs} ms: ${isSo}`);
    await pause(25);
  }
}
