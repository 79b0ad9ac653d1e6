import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { openServer, Refused } from './server.ts';
import { watch } from './watch.ts';

const links = { self: '/s', result: '/s/result', events: '/s/events' };
const status = (state: string, position: number | null = null) => {
  const run = {
    id: 'r',
    reason: 'self-check',
    state,
    position,
    estimatedStartSeconds: null,
    progress: null,
    note: null,
  };
  return { id: 's', run, links };
};
const event = (id: string, data: unknown) => `event: status\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;

async function serverOf(answers: ((request: IncomingMessage, response: ServerResponse) => void)[]) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => answers[asked.push(request) - 1]!(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return {
    asked,
    server: openServer(url, 'gw_key'),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test('a connection that is cut is made again from the last event, until the end', async () => {
  await using place = await serverOf([
    (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write(`retry: 10\n\n${event('one', status('waiting', 3))}`, () => response.destroy());
    },
    (_, response) => response.writeHead(502).end('no gateway'),
    (_, response) => response.end(': nothing new\n\n'),
    (_, response) => response.end(event('two', status('done'))),
  ]);
  const seen: unknown[] = [];
  const lost: string[] = [];
  const { signal } = new AbortController();
  const onStatus = ({ run }: { run: { state: string } | null }) => void seen.push(run?.state);
  const end = await watch(place.server, { links }, onStatus, (why) => lost.push(why), signal);
  assert.equal(end.run?.state, 'done');
  assert.deepEqual(seen, ['waiting', 'done']);
  assert.deepEqual(
    place.asked.map(({ headers }) => headers['last-event-id']),
    [undefined, 'one', 'one', 'one'],
  );
  assert.equal(place.asked[0]!.headers.authorization, 'Bearer gw_key');
  assert.equal(lost.length, 1, lost.join());
});

test('what the server refuses is not tried again; an abort ends the waiting with its reason', async () => {
  const problem = JSON.stringify({ type: '/problems/unauthenticated', detail: 'This API key was revoked.' });
  await using place = await serverOf([
    (_, response) => response.writeHead(401, { 'Content-Type': 'application/problem+json' }).end(problem),
    (_, response) => response.writeHead(200).write(event('one', status('waiting', 3))),
  ]);
  const { signal } = new AbortController();
  const nothing = () => {};
  await assert.rejects(
    watch(place.server, { links }, nothing, nothing, signal),
    (error: Error) => error instanceof Refused && /was revoked\. Ask your instructor/.test(error.message),
  );
  const stop = new AbortController();
  const why = new Error('enough');
  await assert.rejects(
    watch(place.server, { links }, () => stop.abort(why), nothing, stop.signal),
    why,
  );
});
