import { ping } from '@gradewire/db';
import { Router } from 'express';
import type { Context } from '../app.ts';

/** A database that takes longer to say 1 cannot carry requests. Milliseconds. */
const withinMs = 2000;

async function answers(probe: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, withinMs, false);
  });
  try {
    return await Promise.race([probe.then(() => true), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** `/healthz`: this process lives. `/readyz`: it can do its work, so send it requests. */
export function probes({ db, blobs }: Pick<Context, 'db' | 'blobs'>): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const [database, storage] = await Promise.all([answers(ping(db)), answers(blobs.freeSpace())]);
    const ready = database && storage;
    response
      .status(ready ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ status: ready ? 'ok' : 'unavailable', database, blobs: storage });
  });
  return router;
}
