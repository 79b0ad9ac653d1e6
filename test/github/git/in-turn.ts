const last = new WeakMap<object, Promise<unknown>>();

/** Does work on one repository after all that was begun on it before: two pushes at once must not lose one. */
export function inTurn<Result>(repository: object, work: () => Promise<Result>): Promise<Result> {
  const before = last.get(repository) ?? Promise.resolve();
  const now = before.then(work, work);
  last.set(repository, now);
  return now;
}
