import type { Database } from '@gradewire/db';
import { recordDelivery } from '@gradewire/db';
import express, { type Request, type RequestHandler, Router } from 'express';
import { Problem } from '../../http/problem.ts';
import type { GitHubClient } from '../app/client.ts';
import { readEvent } from './read-event.ts';

interface WebhookOptions {
  readonly db: Pick<Database, 'pool'>;
  readonly client: () => GitHubClient | undefined;
  readonly maxBytes: number;
  /** Called after something to be acted on was written down. */
  readonly onDelivery: () => void;
}

const guidShape = /^[\w-]{8,100}$/;
const eventShape = /^[a-z0-9_]{1,100}$/;
/** `sha256=` and 64 hexadecimal digits. */
const signatureShape = /^sha256=[0-9a-f]{64}$/;

function header(request: Request, name: string, shape: RegExp): string {
  const value = request.get(name) ?? '';
  if (shape.test(value)) return value;
  throw new Problem('malformed-request', `header.${name}: is missing, or not as GitHub sends it`);
}

/**
 * `POST /github/webhooks`. Nothing of the body is looked at before its signature was found right; then it is written down
 * and answered, and acted on later. Whoever sends it again, the same GUID is written down once.
 */
export function webhookRoute({ db, client, maxBytes, onDelivery }: WebhookOptions): Router {
  const router = Router();
  const signed: RequestHandler = (request, _response, next) => {
    if (client() === undefined) throw new Problem('unavailable', 'No GitHub App is set up on this server yet.');
    if (!signatureShape.test(request.get('x-hub-signature-256') ?? '')) {
      throw new Problem('invalid-signature', 'The delivery carries no SHA-256 signature.');
    }
    if (!request.is('application/json')) {
      throw new Problem('unsupported-media-type', 'Set the content type of the webhook to application/json.');
    }
    next();
  };
  // Compressed bodies are refused: GitHub sends none, and none is to grow here before it is verified.
  const rawBody = express.raw({ type: () => true, limit: maxBytes, inflate: false });
  router.post('/github/webhooks', signed, rawBody, async (request, response) => {
    const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
    const good = body !== '' && (await client()!.verify(body, request.get('x-hub-signature-256')!));
    if (!good) throw new Problem('invalid-signature', "The signature is not that of this server's GitHub App.");
    const guid = header(request, 'x-github-delivery', guidShape);
    const event = header(request, 'x-github-event', eventShape);
    const payload = parsed(body);
    const read = readEvent(event, payload);
    const isNew = await recordDelivery(db.pool, {
      guid,
      event,
      action: actionOf(payload),
      ...('ignored' in read ? { note: read.ignored } : { happening: read.happening }),
    });
    if (isNew && 'happening' in read) onDelivery();
    if (isNew && 'ignored' in read) request.log.debug({ guid, event, why: read.ignored }, 'delivery ignored');
    response.status(202).set('Cache-Control', 'no-store').end();
  });
  return router;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new Problem('malformed-request', `The body is not JSON: ${(error as Error).message}.`);
  }
}

function actionOf(payload: unknown): string | null {
  const action = (payload as { action?: unknown } | null)?.action;
  return typeof action === 'string' && eventShape.test(action) ? action : null;
}
