import type { Request, RequestHandler, Response, Router } from 'express';
import express from 'express';
import type { z } from 'zod';
import type { Caller } from '../auth/caller.ts';
import type { ApiConfig } from '../config.ts';
import type { Scope } from '../contracts/key.ts';
import { type Fault, notFound, Problem, type ProblemName } from './problem.ts';
import { unstorableText } from './storable-text.ts';

/** What a body is, besides JSON that a schema describes. `source`: an archive, or a repository's commit as JSON. */
export type RawBody = 'archive' | 'source' | 'csv';

/** A contract: what the document says, what is checked, and all that is ever sent. */
export interface Endpoint {
  readonly id: string;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With parameters as OpenAPI writes them: `/v1/submissions/{submissionId}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** null: for everyone, without a key. */
  readonly scope: Scope | null;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType | RawBody;
  readonly answer: {
    readonly status: number;
    /** JSON. None: the handler writes the answer itself, or there is no body. */
    readonly body?: z.ZodType;
    /** Of what the handler writes itself; a range where they are not known beforehand. */
    readonly mediaTypes?: readonly string[];
    readonly headers?: Readonly<Record<string, string>>;
  };
  readonly problems?: readonly ProblemName[];
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : S extends 'csv' ? string : undefined;

export interface Call<E extends Endpoint> {
  readonly params: Parsed<E['params']>;
  readonly query: Parsed<E['query']>;
  readonly headers: Parsed<E['headers']>;
  readonly body: Parsed<E['body']>;
  readonly caller: E['scope'] extends null ? undefined : Caller;
  readonly request: Request;
  readonly response: Response;
}

/** Input of the answer's schema; what the schema does not name is not sent. */
export type Answer<E extends Endpoint> = E['answer']['body'] extends z.ZodType ? z.input<E['answer']['body']> : unknown;

export type Authenticate = (request: Request, scope: Scope) => Promise<Caller>;

/** Keeps the literal types of a contract. */
export function endpoint<const E extends Endpoint>(contract: E): E {
  return contract;
}

function parse<S extends z.ZodType>(schema: S, value: unknown, type: ProblemName, where: string): z.output<S> {
  refuseUnstorable(value, type, where);
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const faults: Fault[] = read.error.issues.map(({ path, message }) => ({
    at: [where, ...path.map(String)].join('.'),
    message,
  }));
  throw new Problem(type, faults.map(({ at, message }) => `${at}: ${message}`).join('; '), { faults });
}

/** What is misspelt would otherwise be as good as not given: `?tema=…` would list every team's. */
function refuseUnknown(query: object, known: readonly string[]): void {
  const unknown = Object.keys(query).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const others = known.length === 0 ? 'this endpoint takes none' : `there are ${known.join(', ')}`;
  const message = `there is no such parameter; ${others}`;
  const faults = unknown.slice(0, 100).map((name): Fault => ({ at: `query.${name}`, message }));
  throw new Problem('invalid-query', faults.map(({ at }) => `${at}: ${message}`).join('; '), { faults });
}

function refuseUnstorable(value: unknown, type: ProblemName, where: string): void {
  const message = 'holds a NUL character or half of a surrogate pair, which is no text';
  const faults = unstorableText(value).map((path): Fault => ({ at: [where, ...path].join('.'), message }));
  if (faults.length > 0) throw new Problem(type, `${faults[0]!.at}: ${message}`, { faults: faults.slice(0, 100) });
}

function readBody(body: Endpoint['body'], config: ApiConfig): RequestHandler[] {
  if (body === undefined || body === 'archive' || body === 'source') return [];
  if (body === 'csv') return [express.text({ type: ['text/csv', 'text/plain'], limit: config.maxBodyBytes })];
  return [express.json({ limit: config.maxBodyBytes })];
}

/** Whether a request may come without this body: its schema says what that means. */
export function isOptional(body: Endpoint['body']): boolean {
  return body !== undefined && typeof body !== 'string' && body.safeParse(undefined).success;
}

/** RFC 9112, 6.3. */
function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function checkedBody(body: Endpoint['body'], request: Request): unknown {
  if (body === undefined || body === 'archive' || body === 'source') return undefined;
  if (isOptional(body) && !hasBody(request)) return parse(body as z.ZodType, undefined, 'invalid-body', 'body');
  const wanted = body === 'csv' ? 'text/csv' : 'application/json';
  if (!request.is(body === 'csv' ? ['text/csv', 'text/plain'] : ['application/json'])) {
    throw new Problem('unsupported-media-type', `Send the body as ${wanted}.`);
  }
  if (body !== 'csv') return parse(body, request.body, 'invalid-body', 'body');
  refuseUnstorable(request.body, 'invalid-body', 'body');
  return request.body;
}

/** Serves a contract: key and scope first, then the input is checked, and the answer holds what the contract names. */
export function serve<const E extends Endpoint>(
  router: Router,
  { authenticate, config }: { authenticate: Authenticate; config: ApiConfig },
  contract: E,
  handle: (call: Call<E>) => Promise<Answer<E>> | Answer<E>,
): void {
  const parameters = Object.keys(contract.query?.shape ?? {});
  const path = contract.path.replace(/\{(\w+)\}/g, ':$1');
  const identify: RequestHandler = async (request, _response, next) => {
    if (contract.scope !== null) request.caller = await authenticate(request, contract.scope);
    next();
  };
  router[contract.method](path, identify, ...readBody(contract.body, config), async (request, response) => {
    const params = contract.params?.safeParse(request.params);
    // An id that is none cannot be anybody's: the same answer as for an unknown one.
    if (params?.success === false) throw notFound('thing');
    // Parsed anew each time that it is asked for.
    const { query } = request;
    refuseUnknown(query, parameters);
    const call = {
      params: params?.data,
      query: contract.query && parse(contract.query, query, 'invalid-query', 'query'),
      headers: contract.headers && parse(contract.headers, request.headers, 'malformed-request', 'header'),
      body: checkedBody(contract.body, request),
      caller: request.caller,
      request,
      response,
    } as unknown as Call<E>;
    const answer = await handle(call);
    if (response.headersSent) return;
    response.status(contract.answer.status).set('Cache-Control', 'private, no-store');
    if (contract.answer.body === undefined) response.end();
    else response.json(contract.answer.body.parse(answer));
  });
}
