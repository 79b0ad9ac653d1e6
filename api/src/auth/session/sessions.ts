import type { Database } from '@gradewire/db';
import type { RequestHandler } from 'express';
import session from 'express-session';
import type { Logger } from 'pino';
import type { ApiConfig } from '../../config.ts';
import { sessionSecret } from './secret.ts';
import { SessionStore } from './store.ts';
import './session-data.ts';

export interface Sessions extends Disposable {
  /** Puts the session into `request.session`: for requests without an API key. */
  readonly middleware: RequestHandler;
  readonly cookieName: string;
}

interface SessionOptions {
  readonly db: Database;
  readonly config: ApiConfig;
  readonly log: Logger;
}

/**
 * Sessions of browsers, in the database: they outlive the process. The cookie is out of reach of scripts, goes along when
 * a link leads here but with no form or picture of another site, and over TLS only where this server is reached by it.
 */
export function sessions({ db, config, log }: SessionOptions): Sessions {
  const overTls = config.github.publicUrl.startsWith('https:');
  // Browsers take this prefix only with Secure, Path=/ and no Domain: no other host can plant it.
  const cookieName = overTls ? '__Host-gradewire' : 'gradewire';
  const store = new SessionStore({
    pool: db.pool,
    tableName: 'web_session',
    errorLog: (...said: unknown[]) => log.warn({ said: said.map(String) }, 'sessions'),
  });
  const make = async () =>
    session({
      store,
      name: cookieName,
      secret: config.session.secret ?? (await sessionSecret(db)),
      resave: false,
      saveUninitialized: false,
      rolling: true,
      // Whether it is TLS, the proxy in front says: if that is wrong, the cookie is not set.
      ...(overTls && { proxy: true }),
      cookie: {
        httpOnly: true,
        sameSite: 'lax',
        path: '/',
        secure: overTls ? true : 'auto',
        maxAge: config.session.idleMs,
      },
    });
  let made: Promise<RequestHandler> | undefined;
  const middleware: RequestHandler = async (request, response, next) => {
    if (request.get('authorization') !== undefined) {
      next();
      return;
    }
    made ??= make();
    // The database may be back the next time.
    made.catch(() => {
      made = undefined;
    });
    (await made)(request, response, next);
  };
  return {
    cookieName,
    middleware,
    [Symbol.dispose]: () => store.close(),
  };
}
