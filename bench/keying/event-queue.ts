interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

const before = (a: Event, b: Event) => a.at < b.at || (a.at === b.at && a.order < b.order);

/** Simulated time. Events of the same millisecond run in the order in which they were planned. */
export function eventQueue() {
  const heap: Event[] = [];
  let planned = 0;
  let now = 0;

  function swap(i: number, j: number) {
    const kept = heap[i]!;
    heap[i] = heap[j]!;
    heap[j] = kept;
  }

  return {
    now: () => now,
    plan(at: number, run: () => void) {
      let i = heap.push({ at, order: planned++, run }) - 1;
      for (; i > 0; i = (i - 1) >> 1) {
        const parent = (i - 1) >> 1;
        if (!before(heap[i]!, heap[parent]!)) break;
        swap(i, parent);
      }
    },
    /** False: nothing is planned up to `until`. */
    step(until: number): boolean {
      const first = heap[0];
      if (!first || first.at > until) return false;
      const last = heap.pop()!;
      if (heap.length > 0) {
        heap[0] = last;
        for (let i = 0; ; ) {
          let least = i;
          for (const child of [2 * i + 1, 2 * i + 2])
            if (child < heap.length && before(heap[child]!, heap[least]!)) least = child;
          if (least === i) break;
          swap(i, least);
          i = least;
        }
      }
      now = first.at;
      first.run();
      return true;
    },
  };
}

export type EventQueue = ReturnType<typeof eventQueue>;
