import { type Loop, loop } from './loop.ts';

interface CrewOptions<Item> {
  /** How often is looked when nothing was found. Milliseconds. */
  readonly everyMs: number;
  /** Items that are worked on at once. */
  readonly most: number;
  /** What is taken is taken for so long, and held as long as it is worked on. Milliseconds. */
  readonly leaseMs: number;
  readonly take: (limit: number, leaseMs: number) => Promise<readonly Item[]>;
  /** Called three times a lease, also where nothing is held. */
  readonly hold: (items: readonly Item[], leaseMs: number) => Promise<void>;
  /** Is not to reject: what fails is written down by itself. */
  readonly work: (item: Item) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/**
 * Works on the rows of a table that is its own queue, several at once: one that takes long holds up no other. If the
 * process dies, its leases run out and the rows are taken again.
 */
export function crew<Item extends object>(options: CrewOptions<Item>): Loop {
  const { everyMs, most, leaseMs, take, hold, work, onError } = options;
  const busy = new Map<Item, Promise<void>>();
  const looking = loop(everyMs, look, onError);
  const holding = loop(leaseMs / 3, () => hold([...busy.keys()], leaseMs), onError);

  async function look(): Promise<void> {
    const free = most - busy.size;
    if (free === 0) return;
    for (const item of await take(free, leaseMs)) {
      const working = work(item)
        .catch(onError)
        .finally(() => {
          busy.delete(item);
          looking.wake();
        });
      busy.set(item, working);
    }
  }
  return {
    wake: looking.wake,
    async [Symbol.asyncDispose]() {
      await looking[Symbol.asyncDispose]();
      await Promise.all(busy.values());
      await holding[Symbol.asyncDispose]();
    },
  };
}
