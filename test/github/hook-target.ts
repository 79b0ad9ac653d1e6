import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly event: string;
  readonly guid: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As it came. */
  readonly body: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface HookTarget extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  /** What it answers from now on; 202 until then. `undefined`: nothing at all. */
  status: number | undefined;
}

/** Something that takes deliveries and keeps them. */
export async function hookTarget(): Promise<HookTarget> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = request.headers as Record<string, string>;
    const body = Buffer.concat(chunks).toString();
    received.push({
      event: headers['x-github-event']!,
      guid: headers['x-github-delivery']!,
      headers,
      body,
      payload: JSON.parse(body) as Record<string, unknown>,
    });
    if (target.status !== undefined) response.writeHead(target.status).end('taken');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const target: HookTarget = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/github/webhooks`,
    received,
    status: 202,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return target;
}
