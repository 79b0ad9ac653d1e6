import { again, attempt, type Delivery, missed, newDelivery, send } from '../hooks/delivery.ts';
import { payloadOf } from '../hooks/recorded.ts';
import type { RegisteredApp, World } from '../world.ts';

/** From now on deliveries wait until they are let go. */
export function hold(world: World): void {
  world.hooks.held ??= [];
}

/**
 * Lets what waits go, one after the other in the order that `order` makes of it, and stops holding back. What it leaves
 * out counts as tried in vain: only the list of deliveries knows of it.
 */
export async function letGo(world: World, order: (held: Delivery[]) => Delivery[] = (held) => held): Promise<void> {
  const held = world.hooks.held ?? [];
  world.hooks.held = undefined;
  const chosen = order(held);
  for (const delivery of held) if (!chosen.includes(delivery)) missed(world, delivery);
  for (const delivery of chosen) await attempt(world, delivery);
}

/** Deliveries that fit are not sent, as when the App cannot be reached; `undefined` ends that. */
export function drop(world: World, fits: ((delivery: Delivery) => boolean) | undefined): void {
  world.hooks.dropped = fits ?? (() => false);
}

/** Sends a delivery again, so many times at once, with the same GUID. */
export async function redeliver(world: World, delivery: Delivery, times = 1): Promise<Delivery[]> {
  const copies = Array.from({ length: times }, () => again(world, delivery));
  await Promise.all(copies.map((copy) => send(world, copy)));
  return copies;
}

/** Resolves when no delivery is under way any more. Those held back are not waited for. */
export async function settled(world: World): Promise<void> {
  while (world.hooks.underWay.size > 0) await Promise.all(world.hooks.underWay);
}

/** GitHub's greeting when a webhook is set up. */
export async function ping(world: World, app: RegisteredApp): Promise<Delivery> {
  const hook = {
    type: 'App',
    id: app.hookId,
    name: 'web',
    active: true,
    events: app.events,
    config: { content_type: 'json', insecure_ssl: '0', secret: '********', url: app.hookUrl ?? '' },
    app_id: app.id,
  };
  const payload = payloadOf('ping', undefined, { zen: 'Keep it logically awesome.', hook_id: app.hookId, hook });
  const delivery = newDelivery(world, app, undefined, { name: 'ping', payload });
  await send(world, delivery);
  return delivery;
}

/** Any event at all, e.g. a recorded one, with or without what would be right for this GitHub. */
export async function deliver(
  world: World,
  app: RegisteredApp,
  name: string,
  payload: Readonly<Record<string, unknown>>,
): Promise<Delivery> {
  const action = typeof payload.action === 'string' ? { action: payload.action } : {};
  const delivery = newDelivery(world, app, undefined, { name, ...action, payload });
  await send(world, delivery);
  return delivery;
}
