import { identity, keyOf } from './identity.ts';
import type { Draw } from './loss-model.ts';
import type { Packet } from './weather.ts';

/** Classes that share one numbering, in one direction. */
export interface Family {
  readonly first: number;
  /** How often each number was sent. */
  readonly times: Map<number, number>;
  /** H(direction, family, number, k); the result holds until it is called again. */
  readonly draws: (number: number, k: number) => Draw;
}

export interface Transmission {
  readonly family: Family;
  /** Counts from the first number seen of the family. */
  readonly rel: number;
  /** The how-manyth transmission it is, from 1. */
  readonly k: number;
}

/** Says of each packet, in order of arrival, what the hash knows it by. A class in no family is one of its own. */
export function numbering(seed: number, families: readonly (readonly string[])[]): (packet: Packet) => Transmission {
  const hash = identity(keyOf(seed));
  const seen = new Map<string, Family>();
  return ({ direction, word, sequence }) => {
    const name = families.find((family) => family.includes(word))?.[0] ?? word;
    let family = seen.get(`${direction} ${name}`);
    if (!family) {
      family = {
        first: sequence,
        times: new Map(),
        draws: (number, k) =>
          hash.start().put(1, 1).put(direction, 1).put(name.length, 1).text(name).put(number, 8).put(k, 4).draw,
      };
      seen.set(`${direction} ${name}`, family);
    }
    const rel = sequence - family.first;
    const k = (family.times.get(rel) ?? 0) + 1;
    family.times.set(rel, k);
    return { family, rel, k };
  };
}
