import { deliveredEarlier, knownDeliveries, recordDelivery } from '@gradewire/db';
import type { Octokit } from '@octokit/core';
import type { Acting } from '../acting.ts';
import { troubleOf } from '../app/trouble.ts';
import { readEvent, readEvents } from '../webhook/read-event.ts';

const perPage = 100;
/** Ten thousand attempts: GitHub keeps three days' worth. */
const mostPages = 100;
/** What comes late is still among the newest for so long. Milliseconds. */
const overlapMs = 3_600_000;

interface Attempt {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly deliveredAt: Date;
}

/**
 * Reads GitHub's list of deliveries back to those that we have, and fetches what did not reach us, with the time of
 * GitHub's first attempt. Returns how many were new.
 */
export async function missedDeliveries(acting: Acting): Promise<number> {
  const { db, client } = acting;
  const first = new Map<string, Attempt>();
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const attempts = await attemptsOn(client.asApp, cursor);
    const known = await knownDeliveries(
      db.pool,
      attempts.items.map(({ guid }) => guid),
    );
    for (const attempt of attempts.items) {
      const before = first.get(attempt.guid);
      if (before === undefined || attempt.deliveredAt < before.deliveredAt) first.set(attempt.guid, attempt);
    }
    cursor = attempts.next;
    const oldest = attempts.items.at(-1)?.deliveredAt.getTime() ?? 0;
    const allKnown = attempts.items.every(({ guid }) => known.has(guid));
    if (cursor === undefined || (allKnown && oldest < Date.now() - overlapMs)) break;
  }
  const guids = [...first.keys()];
  const known = await knownDeliveries(db.pool, guids);
  const attempts = [...first.values()].sort((one, other) => one.deliveredAt.getTime() - other.deliveredAt.getTime());
  await deliveredEarlier(
    db.pool,
    attempts.filter(({ guid }) => known.has(guid)),
  );
  let found = 0;
  for (const attempt of attempts) {
    if (!known.has(attempt.guid) && (await fetchDelivery(acting, attempt))) found += 1;
  }
  return found;
}

async function attemptsOn(octokit: Octokit, cursor: string | undefined) {
  const { data, headers } = await octokit.request('GET /app/hook/deliveries', {
    per_page: perPage,
    ...(cursor === undefined ? {} : { cursor }),
  });
  const items = data.map(
    ({ id, guid, event, action, delivered_at }): Attempt => ({
      id: Number(id),
      guid,
      event,
      action,
      deliveredAt: new Date(delivered_at),
    }),
  );
  const next = /[?&]cursor=([^&>]+)[^>]*>;\s*rel="next"/.exec(headers.link ?? '')?.[1];
  return { items, next: next && decodeURIComponent(next) };
}

/** False where it means nothing to us, or GitHub does not have it any more. */
async function fetchDelivery(
  { db, client }: Acting,
  { id, guid, event, action, deliveredAt }: Attempt,
): Promise<boolean> {
  if (!readEvents.has(event)) {
    await recordDelivery(db.pool, { guid, event, action, deliveredAt, note: `nothing is done on ${event}` });
    return false;
  }
  let payload: unknown;
  try {
    const { data } = await client.asApp.request('GET /app/hook/deliveries/{delivery_id}', { delivery_id: id });
    payload = data.request.payload;
  } catch (error) {
    if (troubleOf(error)?.kind === 'gone') return false;
    throw error;
  }
  const read = readEvent(event, payload);
  const meaning = 'ignored' in read ? { note: read.ignored } : { happening: read.happening };
  return (await recordDelivery(db.pool, { guid, event, action, deliveredAt, ...meaning })) && 'happening' in read;
}
