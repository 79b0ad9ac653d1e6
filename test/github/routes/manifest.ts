import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { registerApp } from '../acts/apps.ts';
import { findAccount } from '../acts/people.ts';
import type { Answer, Asked, Endpoint } from '../http/endpoint.ts';
import { endpoint, undescribed } from '../http/endpoint.ts';
import { notFound, parsed, Refusal } from '../http/refusal.ts';
import { integration } from '../render/app.ts';
import type { Account } from '../world.ts';

const codeLifetimeMs = 3_600_000;
const address = z.string().regex(/^https?:\/\/\S+$/, 'must be an address');

const manifest = z.strictObject({
  name: z.string().min(1).max(34).optional(),
  url: address,
  hook_attributes: z.strictObject({ url: address, active: z.boolean().default(true) }).optional(),
  redirect_url: address,
  callback_urls: z.array(address).max(10).optional(),
  setup_url: address.optional(),
  setup_on_update: z.boolean().optional(),
  description: z.string().optional(),
  public: z.boolean().optional(),
  request_oauth_on_install: z.boolean().optional(),
  default_events: z.array(z.string()).default([]),
  default_permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])).default({}),
});

/** The form that a browser sends; the person says yes at once, and is led back with a code. */
async function registered(asked: Asked, owner: Account): Promise<Answer> {
  const { world, url } = asked;
  const { manifest: text } = parsed(z.object({ manifest: z.string() }), asked.body);
  const wanted = parsed(
    manifest,
    await Promise.resolve(text)
      .then((json) => JSON.parse(json) as unknown)
      .catch(() => undefined),
  );
  const app = await registerApp(world, {
    owner,
    permissions: { metadata: 'read', ...wanted.default_permissions },
    events: wanted.default_events,
    externalUrl: wanted.url,
    callbackUrls: wanted.callback_urls ?? [],
    ...(wanted.name !== undefined && { name: wanted.name }),
    ...(wanted.hook_attributes?.active && { hookUrl: wanted.hook_attributes.url }),
  }).catch((error: Error) => {
    throw new Refusal(422, `Invalid GitHub App configuration: ${error.message}`);
  });
  const code = randomBytes(20).toString('hex');
  world.codes.set(code, { kind: 'manifest', app, expiresAt: world.now() + codeLifetimeMs });
  const back = new URL(wanted.redirect_url);
  back.searchParams.set('code', code);
  const state = url.searchParams.get('state');
  if (state !== null) back.searchParams.set('state', state);
  return { status: 302, headers: { location: back.href } };
}

function atBrowser({ world }: Asked): Account {
  if (!world.atBrowser) throw new Refusal(403, 'nobody is signed in at the browser: sitAtBrowser first');
  return world.atBrowser;
}

export const manifests: readonly Endpoint[] = [
  undescribed('post', '/settings/apps/new', { by: ['nobody'] }, (asked) => registered(asked, atBrowser(asked))),

  undescribed('post', '/organizations/{org}/settings/apps/new', { by: ['nobody'] }, (asked) => {
    const organization = findAccount(asked.world, asked.at.org!);
    if (organization?.members.get(atBrowser(asked).id) !== 'admin') throw notFound();
    return registered(asked, organization);
  }),

  endpoint('post', '/app-manifests/{code}/conversions', { by: ['nobody', 'user'] }, ({ world, at }) => {
    const code = world.codes.get(at.code!);
    if (code?.kind !== 'manifest' || code.expiresAt <= world.now()) throw notFound();
    world.codes.delete(at.code!);
    const { app } = code;
    return {
      status: 201,
      body: {
        ...integration(world, app),
        client_id: app.clientId,
        client_secret: app.clientSecret,
        webhook_secret: app.webhookSecret,
        pem: app.privateKey,
      },
    };
  }),
];
