import { InfrastructureFault } from '@gradewire/core';
import type { z } from 'zod';
import { BadUsage } from '../option-values.ts';
import { Problem } from './contracts.ts';

/** The server's own word for why it does not do what was asked: nothing that trying again would change. */
export class Refused extends BadUsage {
  override readonly name = 'BadUsage';
  /** Last part of the problem's type, e.g. `quota-exhausted`. */
  readonly problem: string;
  /** Until it may be asked again, where the server says so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: string, message: string, retryAfterSeconds?: number) {
    super(message);
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A Gradewire server, asked with one person's key. */
export interface Server {
  readonly url: URL;
  get<S extends z.ZodType>(path: string, answer: S, signal: AbortSignal): Promise<z.output<S>>;
  /** Sent again where the connection fails: the idempotency key makes it one submission all the same. */
  upload<S extends z.ZodType>(path: string, archive: Uint8Array, answer: S, signal: AbortSignal): Promise<z.output<S>>;
  /** JSON, or CSV where the body is a text; sent once. */
  send<S extends z.ZodType>(
    method: 'POST' | 'PATCH',
    path: string,
    body: object | string,
    answer: S,
    signal: AbortSignal,
  ): Promise<z.output<S>>;
  /** An answer that comes bit by bit. */
  stream(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response>;
}

const uploadAttempts = 3;

/** Throws, by its methods: Refused, and InfrastructureFault where the server cannot be reached or fails. */
export function openServer(url: URL, key: string): Server {
  const authorization = { Authorization: `Bearer ${key}` };

  async function send(path: string, init: RequestInit & { signal: AbortSignal }): Promise<Response> {
    const address = new URL(path.replace(/^\//, ''), url.href.endsWith('/') ? url : `${url.href}/`);
    const response = await fetch(address, { ...init, headers: { ...authorization, ...init.headers } }).catch(
      (error) => {
        init.signal.throwIfAborted();
        throw new Unreachable(url, error);
      },
    );
    if (!response.ok) throw await refusalOf(response, url);
    return response;
  }

  async function read<S extends z.ZodType>(response: Response, answer: S, signal: AbortSignal): Promise<z.output<S>> {
    const text = await response.text().catch((error) => {
      signal.throwIfAborted();
      throw new Unreachable(url, error);
    });
    const parsed = answer.safeParse(asJson(text));
    if (parsed.success) return parsed.data;
    throw new InfrastructureFault(`${url.origin} does not answer as a Gradewire server of this version does`);
  }

  return {
    url,
    get: async (path, answer, signal) => read(await send(path, { signal }), answer, signal),
    async send(method, path, body, answer, signal) {
      const isText = typeof body === 'string';
      const headers = { 'Content-Type': isText ? 'text/csv' : 'application/json' };
      const init = { method, headers, body: isText ? body : JSON.stringify(body), signal };
      return read(await send(path, init), answer, signal);
    },
    async upload(path, archive, answer, signal) {
      const headers = { 'Content-Type': 'application/gzip', 'Idempotency-Key': crypto.randomUUID() };
      for (let attempt = 1; ; attempt++) {
        try {
          const body = archive as Uint8Array<ArrayBuffer>;
          return await read(await send(path, { method: 'POST', headers, body, signal }), answer, signal);
        } catch (error) {
          if (!(error instanceof Unreachable) || attempt === uploadAttempts) throw error;
        }
      }
    },
    stream: (path, headers, signal) => send(path, { headers: { Accept: 'text/event-stream', ...headers }, signal }),
  };
}

/** The server does not do it now. */
export class ServerFault extends InfrastructureFault {
  /** Until it may, where the server says so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, retryAfterSeconds: number | undefined) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The connection fails: perhaps not the next time. */
export class Unreachable extends InfrastructureFault {
  constructor(url: URL, error: unknown) {
    const cause = (error as Error).cause as { code?: string; message?: string } | undefined;
    const why = words[cause?.code ?? ''] ?? cause?.message ?? (error as Error).message;
    super(`${url.origin} cannot be reached: ${why}`);
  }
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
};

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function refusalOf(response: Response, url: URL): Promise<Error> {
  const problem = Problem.safeParse(asJson(await response.text().catch(() => '')));
  if (!problem.success) {
    return new InfrastructureFault(
      `${url.origin} answered ${response.status}: is there a Gradewire server at this address?`,
    );
  }
  const { type, detail, requestId } = problem.data;
  const name = type.split('/').at(-1)!;
  const seconds = Number(response.headers.get('retry-after')) || undefined;
  if (response.status >= 500) {
    return new ServerFault(`the server: ${detail}${requestId ? ` (request ${requestId})` : ''}`, seconds);
  }
  if (name === 'unauthenticated') return new Refused(name, `${detail} Ask your instructor for a new one.`);
  return new Refused(name, detail, seconds);
}
