// The words of design and contracts as the database spells them. The Prisma client calls `self-check` selfCheck, since
// it makes names of them: `wordOf` and `nameOf` go between.

export const lanes = ['official', 'self-check', 'regrade', 'matrix'] as const;
export type Lane = (typeof lanes)[number];
export const runReasons = ['official', 'self-check', 'regrade', 'matrix', 'trial'] as const;
export type RunReason = (typeof runReasons)[number];

/** Where a run waits, unless it is said: a trial counts for nobody, as a self-check does. */
export function laneOf(reason: RunReason): Lane {
  return reason === 'trial' ? 'self-check' : reason;
}

export type RunState = 'waiting' | 'claimed' | 'done' | 'superseded' | 'cancelled' | 'incomplete';
export type AttemptEnding = 'committed' | 'faulted' | 'released' | 'lost' | 'cancelled';

type Kebab<Text extends string> = Text extends `${infer First}${infer Rest}`
  ? First extends Lowercase<First>
    ? `${First}${Kebab<Rest>}`
    : `-${Lowercase<First>}${Kebab<Rest>}`
  : '';
type Camel<Text extends string> = Text extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : Text;

/** `selfCheck` → `self-check` */
export function wordOf<Name extends string>(name: Name): Kebab<Name> {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) as Kebab<Name>;
}

/** `self-check` → `selfCheck` */
export function nameOf<Word extends string>(word: Word): Camel<Word> {
  return word.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()) as Camel<Word>;
}
