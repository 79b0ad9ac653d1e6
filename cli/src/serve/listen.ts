import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InfrastructureFault } from '@gradewire/core';

export interface Listening extends AsyncDisposable {
  readonly url: string;
}

/** Requests that are underway get so long to end when the server does. Milliseconds. */
const lastRequestsMs = 3000;

/** Answers requests until it is disposed of. */
export async function listen(handler: RequestListener, host: string, port: number): Promise<Listening> {
  const server = createServer(handler);
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === 'EADDRINUSE' ? 'is taken by another program: give another one with --port' : 'cannot be used';
    throw new InfrastructureFault(`port ${port} of ${host} ${reason}`, code === 'EADDRINUSE' ? undefined : error);
  }
  const { address, port: given, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${given}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      // Connections that are kept alive end when their last answer is out.
      const tidy = setInterval(() => server.closeIdleConnections(), 50);
      const late = setTimeout(() => server.closeAllConnections(), lastRequestsMs);
      await closed;
      clearInterval(tidy);
      clearTimeout(late);
    },
  };
}
