import { createVerify } from 'node:crypto';
import type { Account, Installation, RegisteredApp, World } from '../world.ts';
import { badCredentials, Refusal } from './refusal.ts';

/** Who asks, as GitHub knows it from the request's credentials. */
export type Caller =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'app'; readonly app: RegisteredApp }
  | { readonly kind: 'installation'; readonly installation: Installation }
  | { readonly kind: 'user'; readonly account: Account; readonly app: RegisteredApp | undefined };

const longestLifeSeconds = 600;

function json(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {}
  throw new Refusal(401, 'A JSON web token could not be decoded');
}

/** The App that signed this token. @throws {Refusal} 401, for the reasons and in the order that GitHub gives */
function appOf(world: World, token: string): RegisteredApp {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const { alg } = json(header);
  const { iss, iat, exp } = json(claims);
  const app = [...world.apps.values()].find((one) => String(one.id) === String(iss) || one.clientId === iss);
  if (app === undefined) throw new Refusal(401, 'Integration not found');
  const verified = createVerify('RSA-SHA256')
    .update(`${header}.${claims}`)
    .verify(app.publicKey, Buffer.from(signature, 'base64url'));
  if (alg !== 'RS256' || !verified) throw new Refusal(401, 'A JSON web token could not be decoded');
  const now = Math.floor(world.now() / 1000);
  if (!Number.isInteger(exp) || (exp as number) <= now) {
    throw new Refusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  if ((exp as number) > now + longestLifeSeconds) {
    throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
  }
  if (!Number.isInteger(iat) || (iat as number) > now) {
    throw new Refusal(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  }
  return app;
}

/** Who sent this `Authorization` header. @throws {Refusal} 401 for credentials that are wrong, old or revoked */
export function callerOf(world: World, authorization: string | undefined): Caller {
  if (authorization === undefined) return { kind: 'nobody' };
  const [scheme = '', secret = ''] = authorization.split(' ');
  // Client id and secret, which the one endpoint that takes them reads itself.
  if (/^basic$/i.test(scheme)) return { kind: 'nobody' };
  if (!/^(bearer|token)$/i.test(scheme)) throw badCredentials();
  if (secret.split('.').length === 3) return { kind: 'app', app: appOf(world, secret) };
  const token = world.tokens.get(secret);
  if (token === undefined || token.expiresAt <= world.now()) throw badCredentials();
  if (token.kind === 'user') return token;
  const { installation } = token;
  if (installation.deleted) throw badCredentials();
  if (installation.suspendedAt !== null) throw new Refusal(403, 'This installation has been suspended');
  return { kind: 'installation', installation };
}
