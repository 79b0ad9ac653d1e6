/** Work that needs some resources for itself while it runs, e.g. the sandboxes of two programs. */
export interface Task<T> {
  readonly needs: readonly string[];
  /** `slot` is below the limit, and no other task has it at the same time. */
  run(slot: number): Promise<T>;
}

/** How many tasks the machine bears at once: as many as asked for, and fewer once it turned out to be too much. */
export interface Pace {
  limit(): number;
  /** It was too much for something that began at that time (`performance.now()`): half as many from now on. */
  slower(begunMs?: number): void;
  /** Something went well. */
  steady(): void;
}

/**
 * Half as many after a fault, and one more after each so many that went well (as TCP's window: RFC 5681), since what made
 * the machine busy may pass. What had begun before it was slowed down says nothing about the new pace.
 */
export function paceOf(jobs: number): Pace {
  let limit = jobs;
  let slowedMs = -Infinity;
  const whole = () => Math.max(1, Math.floor(limit));
  return {
    limit: whole,
    slower(begunMs = Infinity) {
      if (begunMs < slowedMs) return;
      limit = Math.max(1, Math.ceil(whole() / 2));
      slowedMs = performance.now();
    },
    steady() {
      limit = Math.min(jobs, limit + 1 / whole());
    },
  };
}

/**
 * Runs tasks side by side, at most `limit()` at any time, none at the same time as another that needs the same resource; earlier
 * ones first. Stops starting new ones when one throws or `signal` aborts, waits for those that run, and throws.
 */
export async function runTasks<T>(tasks: readonly Task<T>[], limit: () => number, signal?: AbortSignal): Promise<T[]> {
  const waiting = tasks.map((task, index) => ({ task, index }));
  const results: T[] = [];
  const busy = new Set<string>();
  const free: number[] = [];
  let slots = 0;
  const running = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;

  const start = ({ task, index }: (typeof waiting)[number], slot: number) => {
    for (const need of task.needs) busy.add(need);
    const done = task
      .run(slot)
      .then(
        (result) => {
          results[index] = result;
        },
        (error: unknown) => {
          failure ??= { error };
        },
      )
      .finally(() => {
        for (const need of task.needs) busy.delete(need);
        free.push(slot);
        running.delete(done);
      });
    running.add(done);
  };

  while (waiting.length > 0 || running.size > 0) {
    if (signal?.aborted) failure ??= { error: signal.reason };
    if (failure) waiting.length = 0;
    while (running.size < limit()) {
      const next = waiting.findIndex(({ task }) => !task.needs.some((need) => busy.has(need)));
      if (next < 0) break;
      start(waiting.splice(next, 1)[0]!, free.pop() ?? slots++);
    }
    // Without this, a failure of the last one that ran would wait for a race that nobody runs.
    if (running.size > 0) await Promise.race(running);
  }
  if (failure) throw failure.error;
  return results;
}
