import { type IncomingMessage, request } from 'node:http';
import type { Readable } from 'node:stream';
import { InfrastructureFault } from '@gradewire/core';

/** Where the Docker Engine listens, in the form that node:http takes. */
export type EngineAddress = { socketPath: string } | { host: string; port: number };

/** What a ping found: `absent` is nobody listening, `forbidden` a socket that this user may not open. */
export type Ping = 'answers' | 'absent' | 'forbidden' | 'silent';

/** DOCKER_HOST is no address: the user's to mend, where a well-formed one that nobody answers at is the machine's. */
export class BadDockerHost extends Error {
  override readonly name = 'BadDockerHost';
}

type EngineRequest = {
  path: string;
  method?: 'GET' | 'POST';
  body?: Readable;
  /** The request fails after this many milliseconds without a byte from the engine. */
  idleMs?: number;
  signal?: AbortSignal | undefined;
};

/** The address in DOCKER_HOST (`unix://…` or `tcp://host[:port]`), else the usual socket. Throws BadDockerHost. */
export function engineAddress(dockerHost: string | undefined = process.env.DOCKER_HOST): EngineAddress {
  if (!dockerHost) return { socketPath: '/var/run/docker.sock' };
  const [, socketPath] = /^unix:\/\/(.+)$/.exec(dockerHost) ?? [];
  if (socketPath !== undefined) return { socketPath };
  const [, host, port = '2375'] = /^(?:tcp|http):\/\/(\[[^\]]+\]|[^:/\s]+)(?::(\d+))?\/?$/.exec(dockerHost) ?? [];
  if (host !== undefined && Number(port) <= 65_535) return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
  throw new BadDockerHost(
    `DOCKER_HOST is "${dockerHost}"; Gradewire understands unix://<path> and tcp://<host>:<port>`,
  );
}

/** Asks the engine whether it is there, within three seconds. */
export async function pingEngine(address: EngineAddress): Promise<Ping> {
  try {
    const { statusCode } = await drained(await send(address, { path: '/_ping', idleMs: 3000 }));
    return statusCode === 200 ? 'answers' : 'silent';
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['ENOENT', 'ECONNREFUSED', 'ENOTFOUND', 'ENOTDIR'].includes(code)) return 'absent';
    return ['EACCES', 'EPERM'].includes(code) ? 'forbidden' : 'silent';
  }
}

/** The JSON that a GET of the Engine API returns, or undefined for "no such object" (404). Other statuses are faults. */
export async function getJson<T>(address: EngineAddress, path: string): Promise<T | undefined> {
  const { statusCode, text } = await drained(await send(address, { path, idleMs: 30_000 }));
  if (statusCode === 404) return undefined;
  if (statusCode !== 200) throw new InfrastructureFault(`Docker answered ${statusCode} to ${path}: ${text.trim()}`);
  return JSON.parse(text) as T;
}

/**
 * Posts a job that reports its progress as lines of JSON (pull, import). Such a job may fail after status 200, in the
 * last line: either way the result is the error's text, or undefined on success. A broken connection is thrown.
 */
export async function postJob(address: EngineAddress, job: Omit<EngineRequest, 'method'>): Promise<string | undefined> {
  const { statusCode, text } = await drained(await send(address, { ...job, method: 'POST' }));
  return jobError(statusCode, text);
}

/** The error in the answer to a progress job, if any. */
export function jobError(statusCode: number, text: string): string | undefined {
  const messages = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as { error?: string; message?: string });
  const error = messages.find((message) => message.error)?.error;
  if (error) return error;
  return statusCode === 200 ? undefined : (messages[0]?.message ?? `status ${statusCode}`);
}

function send(
  address: EngineAddress,
  { path, method = 'GET', body, idleMs, signal }: EngineRequest,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const call = request({ ...address, path, method, timeout: idleMs, agent: false, signal }, resolve);
    call.on('timeout', () => call.destroy(new Error(`no answer from Docker for ${(idleMs ?? 0) / 1000} s`)));
    call.on('error', reject);
    if (!body) call.end();
    else body.on('error', (error) => call.destroy(error)).pipe(call.setHeader('content-type', 'application/x-tar'));
  });
}

async function drained(answer: IncomingMessage): Promise<{ statusCode: number; text: string }> {
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += chunk;
  return { statusCode: answer.statusCode ?? 0, text };
}
