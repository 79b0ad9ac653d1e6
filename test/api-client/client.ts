import assert from 'node:assert/strict';
import createClient, { type Client } from 'openapi-fetch';
import type { Check } from '../../api/src/testing/documented.ts';
import type { paths } from '../../api/src/testing/generated/client-types.ts';
import type { Ledger } from './ledger.ts';

export type ApiClient = Client<paths>;

/** A client made of the generated types, all of whose answers are held to the document and noted. */
export function apiClient(url: string, key: string | undefined, check: Check, ledger: Ledger): ApiClient {
  const headers = key === undefined ? {} : { Authorization: `Bearer ${key}` };
  const client = createClient<paths>({ baseUrl: url, headers });
  client.use({
    async onResponse({ request, response, schemaPath }) {
      const text = await response.clone().text();
      const [method, path, { status }] = [request.method.toLowerCase(), schemaPath, response];
      check({ method, path, status, headers: response.headers, text });
      ledger.add({ method, path, status, problem: status < 400 ? undefined : JSON.parse(text).type });
    },
  });
  return client;
}

interface Outcome<T, E> {
  readonly data?: T;
  readonly error?: E;
  readonly response: Response;
}

/** What the call gave; fails with the problem if there was one. */
export async function done<T>(call: Promise<Outcome<T, unknown>>): Promise<NonNullable<T>> {
  const { data, error, response } = await call;
  assert.ok(response.ok, `${response.url}: ${response.status} ${JSON.stringify(error)}`);
  return data as NonNullable<T>;
}

type NameOf<E> = E extends { type: `/problems/${infer N}` } ? N : never;

/** The call must run into this problem, which the document (and so the compiler) must know of this operation. */
export async function refused<E>(call: Promise<Outcome<unknown, E>>, name: NameOf<E>, detail = /./): Promise<void> {
  const { error, response } = await call;
  const problem = error as { type: string; detail: string } | undefined;
  assert.equal(problem?.type, `/problems/${name}`, `${response.url}: ${response.status} ${JSON.stringify(error)}`);
  assert.match(problem.detail, detail);
}

/** A body that is sent as it is. The document calls it a binary string; bytes are none in TypeScript. */
export function raw(body: string | Uint8Array, mediaType: string) {
  return {
    body: body as never,
    bodySerializer: (sent: unknown) => sent as string,
    headers: { 'Content-Type': mediaType },
  };
}

export const gzip = (archive: Uint8Array) => raw(archive, 'application/gzip');
