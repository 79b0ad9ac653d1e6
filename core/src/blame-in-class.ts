import type { Blame, Outcome } from './outcome.ts';

/** A pair of a class matrix. */
export interface PairOutcome {
  readonly client: string;
  readonly server: string;
  readonly outcome: Outcome;
  readonly blame: Blame | null;
}

/**
 * Settles the blame of pairs that by themselves leave it open (`both`, or nobody): it is the side's that works with nobody
 * else, if the other side works with somebody else. Where both do, or neither does, it stays as it was.
 */
export function blameInClass<Pair extends PairOutcome>(pairs: readonly Pair[]): Pair[] {
  const works = { client: new Map<string, Set<string>>(), server: new Map<string, Set<string>>() };
  for (const { client, server, outcome } of pairs) {
    if (outcome !== 'passed') continue;
    works.client.set(client, (works.client.get(client) ?? new Set()).add(server));
    works.server.set(server, (works.server.get(server) ?? new Set()).add(client));
  }
  return pairs.map((pair) => {
    if (pair.outcome === 'passed' || pair.blame === 'client' || pair.blame === 'server') return pair;
    const [client, server] = [works.client.has(pair.client), works.server.has(pair.server)];
    return client === server ? pair : { ...pair, blame: client ? ('server' as const) : ('client' as const) };
  });
}
