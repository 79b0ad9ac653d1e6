import { writeFile } from 'node:fs/promises';
import { type Database, ping } from '@gradewire/db';
import type { Means } from './attempt/grade-run.ts';

/** Milliseconds. */
const every = 5000;

/**
 * Writes the time into a file as long as this process turns over and both the database and Docker answer: a health check
 * looks at the file's age. Disposing ends it.
 */
export function signOfLife(file: string, { db, docker }: { db: Database; docker: Means['docker'] }): Disposable {
  let asking = false;
  async function sign(): Promise<void> {
    if (asking) return;
    asking = true;
    try {
      await Promise.all([ping(db), docker.ping()]);
      await writeFile(file, `${new Date().toISOString()}\n`);
    } catch {
      // Whoever does not answer makes the file grow old: that is the message.
    } finally {
      asking = false;
    }
  }
  const timer = setInterval(sign, every);
  void sign();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
