import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gitStream } from '../git/run.ts';
import { findRepository } from '../http/access.ts';
import type { Repository, World } from '../world.ts';

const lifetimeMs = 5 * 60_000;

/** Where the archive of a commit is served, on another origin; for a private repository with a token that soon ends. */
export function archiveAddress(world: World, repository: Repository, sha: string): string {
  const address = `${world.codeloadUrl}/${repository.owner.login}/${repository.name}/legacy.tar.gz/${sha}`;
  if (!repository.private) return address;
  const token = randomBytes(15).toString('hex').toUpperCase();
  world.archiveTokens.set(token, { repository, expiresAt: world.now() + lifetimeMs });
  return `${address}?token=${token}`;
}

/** Answers on the archives' origin: `git archive`, below the folder that GitHub puts everything in. */
export async function serveArchive(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url!, world.codeloadUrl);
  const authorized = request.headers.authorization !== undefined;
  world.traffic.codeload.push({ path: `${url.pathname}${url.search}`, authorized });
  const [, owner = '', name = '', sha = ''] = /^\/([^/]+)\/([^/]+)\/legacy\.tar\.gz\/(.+)$/.exec(url.pathname) ?? [];
  const repository = findRepository(world, owner, name);
  const token = world.archiveTokens.get(url.searchParams.get('token') ?? '');
  const allowed =
    repository && (!repository.private || (token?.repository === repository && token.expiresAt > world.now()));
  if (!allowed || repository.vanished.has(sha)) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('404: Not Found');
    return;
  }
  const folder = `${repository.owner.login}-${repository.name}-${sha.slice(0, 7)}`;
  response.writeHead(200, {
    'content-type': 'application/x-gzip',
    'content-disposition': `attachment; filename=${folder}.tar.gz`,
  });
  const archive =
    repository.tarball?.(sha) ??
    gitStream(repository.folder, ['archive', '--format=tar.gz', `--prefix=${folder}/`, sha]);
  // A client that has had enough ends the archive, and a test may cut it short: the connection closes.
  await pipeline(Readable.from(archive), response).catch(() => response.destroy());
}
