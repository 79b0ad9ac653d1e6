/**
 * Whether a kit of version `now` can judge what was observed under version `then`: the first two numbers are the same. A kit
 * counts up only the last one for a change of judging, points and words, which is what regrades are for.
 */
export function observesAlike(now: string, then: string): boolean {
  const [own, other] = [now, then].map((version) => /^(\d+\.\d+)\.\d+$/.exec(version)?.[1]);
  return own !== undefined && own === other;
}
