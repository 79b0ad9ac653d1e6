import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export interface Served extends AsyncDisposable {
  readonly origin: string;
  /** From here on, requests are answered. */
  answer(handler: Handler): void;
}

/** A server on a port of its own. A fault of the stand-in itself is a 500 whose message is the fault's stack. */
export async function serve(): Promise<Served> {
  let handler: Handler | undefined;
  const server = createServer((request, response) => {
    handler!(request, response).catch((fault: Error) => {
      if (response.headersSent) response.destroy();
      else
        response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify({ message: fault.stack }));
    });
  });
  const origin = await listening(server);
  return {
    origin,
    answer: (given) => {
      handler = given;
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
