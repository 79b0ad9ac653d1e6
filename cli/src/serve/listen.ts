import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InfrastructureFault } from '@gradewire/core';

export interface Listening extends AsyncDisposable {
  readonly url: string;
}

/** Requests that are underway get so long to end when the server does. Milliseconds. */
const lastRequestsMs = 3000;

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken by another program: give another one with --port',
  EACCES: 'is not for this user: give one from 1024 on with --port, or be root',
  EADDRNOTAVAIL: 'cannot be used, as the address is not of this machine: give one that is with --host (0.0.0.0: all)',
  ENOTFOUND: 'cannot be used, as nobody knows the address: give one of this machine with --host (0.0.0.0: all)',
};

/** Answers requests until it is disposed of. */
export async function listen(handler: RequestListener, host: string, port: number): Promise<Listening> {
  const server = createServer(handler);
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = reasons[code ?? ''];
    throw new InfrastructureFault(
      `port ${port} of ${host} ${reason ?? 'cannot be used'}`,
      reason === undefined ? error : undefined,
    );
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
