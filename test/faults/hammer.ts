import { ask } from '../gradewire-serve.ts';
import type { Stage } from './stage.ts';

export interface Hammered {
  /** What requests were answered with, and `broken` for a connection that broke. */
  readonly answers: ReadonlySet<number | 'broken'>;
  /** By team: what the service said that it had taken. */
  readonly taken: ReadonlyMap<string, string>;
}

/**
 * Hands in for each team, under one Idempotency-Key each, as often as it takes until the service has taken it, while `during` goes
 * on; what is taken is then asked for, again and again.
 */
export async function hammer(stage: Stage, teams: readonly string[], during: () => Promise<void>): Promise<Hammered> {
  const answers = new Set<number | 'broken'>();
  const taken = new Map<string, string>();
  let over = false;
  async function one(team: string, place: number): Promise<void> {
    while (!over || !taken.has(team)) {
      const id = taken.get(team);
      const answer = await (id === undefined
        ? stage.send('submission', team, `hammer-${team}`)
        : fetch(`${stage.url}/v1/submissions/${id}`, { headers: { Authorization: `Bearer ${stage.key}` } })
      ).catch(() => undefined);
      answers.add(answer?.status ?? 'broken');
      const body = await answer?.json().catch(() => undefined);
      // Every other team learns nothing of its first answer, as when a connection breaks after the commit.
      if (answer?.status === 202 && (place % 2 === 0 || answers.has(503))) taken.set(team, (body as { id: string }).id);
    }
  }
  const hammering = Promise.all(teams.map(one));
  await during().finally(() => {
    over = true;
  });
  await hammering;
  return { answers, taken };
}

/** Takes back what is not to be graded. */
export async function cancelAll(stage: Stage, { taken }: Hammered): Promise<void> {
  for (const id of taken.values()) await ask(`${stage.url}/v1/submissions/${id}/cancel`, stage.key, 'POST');
}
