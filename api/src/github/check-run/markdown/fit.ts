import { bytesOf } from '../plain.ts';

/** A part that is shown whole or not at all: a paragraph, a table, a code block, with its heading where it has one. */
export interface Block {
  /** Lower ones are kept first. */
  readonly rank: number;
  /** What is said to be left out, such as `cause`; a second block of a name goes when the first one did not fit. */
  readonly name: string;
  /** The same from long to short; the first one that still fits is taken. */
  readonly forms: readonly [string, ...string[]];
}

const between = '\n\n';

/**
 * Blocks in their order within `limit` bytes of UTF-8. What there is no room for goes by rank, and a last line says what
 * it was, with `more` where all of it is to be found.
 */
export function fit(blocks: readonly Block[], limit: number, more: string): string {
  const whole = blocks.map(({ forms }) => forms[0]).join(between);
  if (bytesOf(whole) <= limit) return whole;
  const taken = new Map<Block, string>();
  const full = new Set<string>();
  // The last line is the longer the more kinds of things it names: room for all of them is set aside.
  const names = [...new Set(blocks.map(({ name }) => name))];
  let room = limit - bytesOf(between + leftOutLine(new Map(names.map((name) => [name, blocks.length])), more));
  for (const block of blocks.toSorted((a, b) => a.rank - b.rank)) {
    if (full.has(block.name)) continue;
    const form = block.forms.find((one) => bytesOf(one + between) <= room);
    if (form === undefined) full.add(block.name);
    else {
      taken.set(block, form);
      room -= bytesOf(form + between);
    }
  }
  const leftOut = new Map<string, number>();
  for (const block of blocks) {
    if (taken.get(block) !== block.forms[0]) leftOut.set(block.name, (leftOut.get(block.name) ?? 0) + 1);
  }
  const shown = blocks.flatMap((block) => taken.get(block) ?? []);
  return [...shown, leftOutLine(leftOut, more)].join(between);
}

function leftOutLine(leftOut: ReadonlyMap<string, number>, more: string): string {
  const things = [...leftOut].map(([name, count]) => (count === 1 ? name : `${name} (${count})`));
  return `*Left out or shortened here, for its length: ${things.join(', ')}. ${more}*`;
}
