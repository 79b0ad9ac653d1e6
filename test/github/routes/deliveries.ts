import { again, type Delivery, send } from '../hooks/delivery.ts';
import type { Asked, Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { notFound, Refusal } from '../http/refusal.ts';
import { iso } from '../world.ts';

const byApp = { by: ['app'] } as const;
const keptMs = 3 * 24 * 3_600_000;

/** Of the asking App, newest first. What is still held back has not been tried, and is not there. */
function deliveriesOf({ world, caller }: Asked): Delivery[] {
  if (caller.kind !== 'app') throw new Error('the router lets only an App in here');
  const since = world.now() - keptMs;
  return world.deliveries
    .filter((one) => one.app === caller.app && one.status !== 'pending' && one.deliveredAt >= since)
    .sort((a, b) => b.deliveredAt - a.deliveredAt || b.id - a.id);
}

function item(one: Delivery) {
  return {
    id: one.id,
    guid: one.guid,
    delivered_at: iso(one.deliveredAt),
    redelivery: one.redelivery,
    duration: one.duration,
    status: one.status,
    status_code: one.statusCode,
    event: one.event,
    action: one.action,
    installation_id: one.installationId,
    repository_id: one.repositoryId,
    throttled_at: null,
  };
}

function deliveryAt(asked: Asked): Delivery {
  const found = deliveriesOf(asked).find(({ id }) => String(id) === asked.at.delivery_id);
  if (!found) throw notFound();
  return found;
}

export const deliveries: readonly Endpoint[] = [
  endpoint('get', '/app/hook/deliveries', byApp, (asked) => {
    const query = asked.url.searchParams;
    const [wanted, cursor] = [query.get('status'), query.get('cursor')];
    const all = deliveriesOf(asked).filter(
      (one) => wanted === null || (wanted === 'success') === (one.statusCode >= 200 && one.statusCode < 400),
    );
    const size = Math.min(Number(query.get('per_page') ?? 30), 100);
    const last = cursor === null ? undefined : /^v1_(\d+)$/.exec(cursor)?.[1];
    const after = last === undefined ? -1 : all.findIndex(({ id }) => String(id) === last);
    if (cursor !== null && after === -1) throw new Refusal(400, 'Invalid cursor');
    const items = all.slice(after + 1, after + 1 + size);
    const more = after + 1 + size < all.length;
    if (more) query.set('cursor', `v1_${items.at(-1)!.id}`);
    const headers = { link: `<${asked.world.apiUrl}/app/hook/deliveries?${query}>; rel="next"` };
    return { status: 200, body: items.map(item), headers: more ? headers : {} };
  }),

  endpoint('get', '/app/hook/deliveries/{delivery_id}', byApp, (asked) => {
    const one = deliveryAt(asked);
    return {
      status: 200,
      body: {
        ...item(one),
        url: one.app.hookUrl ?? '',
        request: { headers: one.requestHeaders, payload: one.payload },
        response: one.response,
      },
    };
  }),

  endpoint('post', '/app/hook/deliveries/{delivery_id}/attempts', byApp, (asked) => {
    // It is accepted; the delivery itself comes when it comes.
    send(asked.world, again(asked.world, deliveryAt(asked)));
    return { status: 202, body: {} };
  }),
];
