import { corruption } from './cases/corruption.ts';
import { delay, disorder } from './cases/disorder-and-delay.ts';
import { everything } from './cases/everything.ts';
import { files } from './cases/files.ts';
import { loss } from './cases/loss.ts';
import { named } from './cases/named.ts';
import type { Spec } from './spec.ts';

export { gate } from './cases/files.ts';
export { endLostId } from './cases/named.ts';

/** Every case that decides whether a sender is correct. */
export const catalogue: readonly Spec[] = [
  ...files,
  ...loss,
  ...corruption,
  ...disorder,
  ...delay,
  ...named,
  everything,
];
