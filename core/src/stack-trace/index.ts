export type { Crash } from './crash.ts';
export { crashOf } from './crash-of.ts';
export { logLines } from './log-lines.ts';
export { ownPath, placeOfFault } from './own-place.ts';
