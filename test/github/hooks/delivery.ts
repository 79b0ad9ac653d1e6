import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Installation, RegisteredApp, World } from '../world.ts';

type Payload = Readonly<Record<string, unknown>>;

/** One attempt to bring an event to an App. A redelivery is another one, with the same GUID. */
export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly app: RegisteredApp;
  readonly event: string;
  readonly action: string | null;
  readonly payload: Payload;
  readonly redelivery: boolean;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  /** Milliseconds since 1970; of a delivery that is held back, when it is let go. */
  deliveredAt: number;
  /** Seconds. */
  duration: number;
  /** `OK`, or why not, as GitHub words it. */
  status: string;
  /** What the App's server answered; 0 if it did not. */
  statusCode: number;
  requestHeaders: Readonly<Record<string, string>>;
  response: { readonly headers: Readonly<Record<string, unknown>>; readonly payload: string | null };
}

/** What a test does to deliveries. */
export interface HookControl {
  readonly agent: Agent;
  /** While it is set, deliveries wait here. */
  held: Delivery[] | undefined;
  /** Those that it fits are kept, but never sent: GitHub could not reach the App. */
  dropped: (delivery: Delivery) => boolean;
  /** Milliseconds after which GitHub gives up: 10,000. */
  timeoutMs: number;
  readonly underWay: Set<Promise<void>>;
}

export function newHookControl(): HookControl {
  return {
    agent: new Agent({ keepAlive: true, maxSockets: 256 }),
    held: undefined,
    dropped: () => false,
    timeoutMs: 10_000,
    underWay: new Set(),
  };
}

interface Received {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly payload: string;
}

function post(world: World, url: string, body: Buffer, headers: Readonly<Record<string, string>>): Promise<Received> {
  const { agent, timeoutMs } = world.hooks;
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const sent = request(url, { method: 'POST', agent, signal, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          statusCode: response.statusCode!,
          headers: response.headers,
          payload: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function headersOf(delivery: Delivery, body: Buffer): Readonly<Record<string, string>> {
  const { app, event, guid } = delivery;
  const signature = (hash: string) => `${hash}=${createHmac(hash, app.webhookSecret).update(body).digest('hex')}`;
  return {
    accept: '*/*',
    'content-type': 'application/json',
    'content-length': String(body.length),
    'user-agent': 'GitHub-Hookshot/5f2a8c1',
    'x-github-delivery': guid,
    'x-github-event': event,
    'x-github-hook-id': String(app.hookId),
    'x-github-hook-installation-target-id': String(app.id),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature': signature('sha1'),
    'x-hub-signature-256': signature('sha256'),
  };
}

/** Notes an attempt that did not reach the App. */
export function missed(world: World, delivery: Delivery): void {
  delivery.deliveredAt = world.now();
  delivery.status = 'failed to connect to host';
}

async function tried(world: World, delivery: Delivery): Promise<void> {
  const body = Buffer.from(JSON.stringify(delivery.payload));
  delivery.requestHeaders = headersOf(delivery, body);
  delivery.deliveredAt = world.now();
  const { hookUrl } = delivery.app;
  if (hookUrl === undefined || world.hooks.dropped(delivery)) {
    missed(world, delivery);
    return;
  }
  const begun = performance.now();
  try {
    const { statusCode, headers, payload } = await post(world, hookUrl, body, delivery.requestHeaders);
    delivery.statusCode = statusCode;
    delivery.status = statusCode >= 200 && statusCode < 300 ? 'OK' : `Invalid HTTP Response: ${statusCode}`;
    delivery.response = { headers, payload };
  } catch (error) {
    const timedOut = /^(Abort|Timeout)Error$/.test((error as Error).name);
    delivery.status = timedOut ? 'timed out' : 'failed to connect to host';
  }
  delivery.duration = Math.round(performance.now() - begun) / 1000;
}

/** Makes the attempt now. Resolves when the App's server has answered or failed to. */
export async function attempt(world: World, delivery: Delivery): Promise<void> {
  const now = tried(world, delivery).finally(() => world.hooks.underWay.delete(now));
  world.hooks.underWay.add(now);
  await now;
}

/** Makes an attempt, or puts it by while deliveries are held back. */
export async function send(world: World, delivery: Delivery): Promise<void> {
  world.deliveries.push(delivery);
  if (world.hooks.held) world.hooks.held.push(delivery);
  else await attempt(world, delivery);
}

export interface Event {
  readonly name: string;
  readonly action?: string;
  readonly payload: Payload;
  readonly repositoryId?: number;
}

/** A delivery that has yet to be sent. */
export function newDelivery(
  world: World,
  app: RegisteredApp,
  installation: Installation | undefined,
  { name, action, payload, repositoryId }: Event,
): Delivery {
  return {
    id: world.nextId(),
    guid: randomUUID(),
    app,
    event: name,
    action: action ?? null,
    payload,
    redelivery: false,
    installationId: installation?.id ?? null,
    repositoryId: repositoryId ?? null,
    deliveredAt: world.now(),
    duration: 0,
    status: 'pending',
    statusCode: 0,
    requestHeaders: {},
    response: { headers: {}, payload: null },
  };
}

/** The same once more: same GUID, same body, an id of its own. */
export function again(world: World, delivery: Delivery): Delivery {
  return {
    ...delivery,
    id: world.nextId(),
    redelivery: true,
    duration: 0,
    status: 'pending',
    statusCode: 0,
    response: { headers: {}, payload: null },
  };
}
