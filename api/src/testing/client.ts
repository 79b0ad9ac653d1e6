import assert from 'node:assert/strict';
import { checkOwnAnswers } from './documented.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests assert what is in it
  readonly body: any;
  readonly text: string;
}

export interface Client {
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  upload(path: string, archive: Uint8Array, headers?: Record<string, string>): Promise<Answer>;
}

const check = checkOwnAnswers();

/** All of whose answers are held to the document that the API serves. */
export function client(url: string, key?: string): Client {
  const raw = async (method: string, path: string, body: RequestInit['body'], headers: Record<string, string>) => {
    const authorization = key === undefined ? {} : { Authorization: `Bearer ${key}` };
    const init = { method, headers: { ...authorization, ...headers }, ...(body === undefined ? {} : { body }) };
    const response = await fetch(url + path, init);
    const text = await response.text();
    check({ method, url: url + path, status: response.status, headers: response.headers, text });
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
  };
  const send: Client['send'] = (method, path, body, headers = {}) =>
    raw(
      method,
      path,
      body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
    );
  return {
    send,
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
    upload: (path, archive, headers = {}) =>
      raw('POST', path, archive as Uint8Array<ArrayBuffer>, { 'Content-Type': 'application/gzip', ...headers }),
  };
}

export function assertProblem(answer: Answer, status: number, name: string, detail = /./): void {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.equal(answer.body.type, `/problems/${name}`);
  assert.equal(answer.body.status, status);
  assert.match(answer.body.detail, detail);
  assert.equal(answer.body.requestId, answer.headers.get('x-request-id'));
}
