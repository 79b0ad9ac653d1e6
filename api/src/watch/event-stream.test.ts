import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { test } from 'node:test';
import type { Request, Response } from 'express';
import { eventStream } from './event-stream.ts';

for (const when of ['before', 'after'] as const) {
  test(`a browser that leaves ${when} the stream begins ends it, and leaves no timer behind`, async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const closed = Promise.withResolvers<number>();
    const here = Promise.withResolvers<void>();
    const server = createServer(async (request, response) => {
      here.resolve();
      const left = once(response, 'close');
      if (when === 'before') await left;
      const before = timers();
      const asked = Object.assign(request, { get: () => undefined }) as unknown as Request;
      eventStream(asked, response as unknown as Response, 3_600_000, () => closed.resolve(timers() - before));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await here.promise;
    if (when === 'after') await once(socket, 'data');
    socket.destroy();
    assert.ok((await closed.promise) <= 0);
    server.close();
  });
}
