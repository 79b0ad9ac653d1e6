import { createHash } from 'node:crypto';
import connectPgSimple from 'connect-pg-simple';
import session, { type SessionData } from 'express-session';

const PgStore = connectPgSimple(session);

/** What a row is found by. The id itself is in the cookie alone: neither the database nor a backup of it signs anybody in. */
function rowOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url');
}

export class SessionStore extends PgStore {
  override get(id: string, done: (error: unknown, session?: SessionData | null) => void): void {
    super.get(rowOf(id), done);
  }
  override set(id: string, data: SessionData, done?: (error?: unknown) => void): void {
    super.set(rowOf(id), data, done);
  }
  override destroy(id: string, done?: (error?: unknown) => void): void {
    super.destroy(rowOf(id), done);
  }
  override touch(id: string, data: SessionData, done?: () => void): void {
    super.touch(rowOf(id), data, done);
  }
}
