import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { World } from '../world.ts';
import { requireAccess } from './access.ts';
import { type Caller, callerOf } from './caller.ts';
import type { Answer, Endpoint } from './endpoint.ts';
import { notFound, Refusal } from './refusal.ts';
import { countedRequest, disturbanceOf, disturbed } from './traffic.ts';

const largestBody = 25 * 1024 * 1024;

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) throw new Refusal(413, 'Payload too large');
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  const text = Buffer.concat(chunks).toString();
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'Problems parsing JSON');
  }
}

function nameOf(caller: Caller, request: IncomingMessage): string {
  if (caller.kind === 'app') return `app ID ${caller.app.id}`;
  if (caller.kind === 'installation') return `installation ID ${caller.installation.id}`;
  if (caller.kind === 'user') return `user ID ${caller.account.id}`;
  return request.socket.remoteAddress ?? 'unknown';
}

function answerOf(refusal: Refusal): Answer {
  const { status, message, errors, headers } = refusal;
  const body = {
    message,
    ...(errors && { errors }),
    documentation_url: 'https://docs.github.com/rest',
    status: `${status}`,
  };
  return { status, body, headers };
}

async function send(response: ServerResponse, { status, body, stream, headers }: Answer): Promise<void> {
  if (stream !== undefined) {
    response.writeHead(status, headers);
    // A client that has had enough ends the archive; that is no fault.
    await pipeline(Readable.from(stream), response).catch(() => undefined);
    return;
  }
  if (body === undefined) {
    response.writeHead(status, headers).end();
  } else if (typeof body === 'string') {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(body);
  } else {
    response
      .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
      .end(JSON.stringify(body));
  }
}

/** `/repositories/{id}/…` is another name of `/repos/{owner}/{repo}/…`. */
function byName(world: World, path: string): string {
  const found = /^\/repositories\/(\d+)(\/.*)?$/.exec(path);
  const repository = found ? world.repositories.get(Number(found[1])) : undefined;
  if (!repository) return path;
  return `/repos/${repository.owner.login}/${repository.name}${found?.[2] ?? ''}`;
}

async function answerTo(world: World, endpoints: readonly Endpoint[], request: IncomingMessage, url: URL) {
  const method = request.method!.toLowerCase();
  const { authorization, accept = '' } = request.headers;
  let headers: Answer['headers'];
  let caller: Caller | undefined;
  try {
    const body = await bodyOf(request);
    caller = callerOf(world, authorization);
    headers = countedRequest(world.traffic, nameOf(caller, request), world.now());
    const found = endpoints
      .filter((one) => one.method === method)
      .map((one) => ({ one, match: one.pattern.exec(url.pathname) }))
      .find(({ match }) => match !== null);
    if (!found) throw notFound();
    requireAccess(caller, found.one);
    const at = Object.fromEntries(
      Object.entries(found.match!.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    const wantsJson = accept.includes('json');
    const answer = await found.one.answer({ world, caller, method, at, url, body, authorization, wantsJson });
    return { answer: { ...answer, headers: { ...headers, ...answer.headers } }, caller };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const answer = answerOf(error);
    return { answer: { ...answer, headers: { ...headers, ...answer.headers } }, caller };
  }
}

/** Answers a request to the API or to one of the web pages. */
export async function handle(
  world: World,
  endpoints: readonly Endpoint[],
  request: IncomingMessage,
  response: ServerResponse,
) {
  const begun = performance.now();
  const url = new URL(request.url!.replace(/^\/api\/v3(?=\/)/, ''), world.webUrl);
  const shown = `${url.pathname}${url.search}`;
  url.pathname = byName(world, url.pathname);
  const disturbance = disturbanceOf(world.traffic, `${request.method} ${url.pathname}${url.search}`);
  if (disturbance?.delayMs !== undefined) await delay(disturbance.delayMs);
  await disturbance?.until;
  const fails = disturbance?.status !== undefined;
  let answer: Answer | undefined;
  let caller: Caller | undefined;
  if (!fails || disturbance.afterEffect) ({ answer, caller } = await answerTo(world, endpoints, request, url));
  if (fails) {
    request.resume();
    answer = disturbance.status === 'hang-up' ? undefined : answerOf(disturbed(disturbance));
  }
  world.traffic.requests.push({
    method: request.method!,
    path: shown,
    status: answer?.status ?? 0,
    caller: caller === undefined ? 'unknown' : nameOf(caller, request),
    at: world.now(),
    ms: performance.now() - begun,
  });
  if (answer === undefined) response.destroy();
  else await send(response, answer);
}
