import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface SocketGate extends AsyncDisposable {
  /** For `DOCKER_HOST`. */
  readonly url: string;
  /** Breaks every connection and takes no new ones. */
  close(): Promise<void>;
  open(): Promise<void>;
}

/** A way to a Unix socket that can be closed and opened again. `at` is where its own socket lies. */
export async function gateTo(socketPath: string, at: string): Promise<SocketGate> {
  const sockets = new Set<Socket>();
  // A hijacked connection of Docker's is closed on one side first.
  const server = createServer({ allowHalfOpen: true }, (incoming) => {
    const outgoing = connect({ path: socketPath, allowHalfOpen: true });
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  const open = async () => {
    server.listen(at);
    await once(server, 'listening');
  };
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await open();
  return { url: `unix://${at}`, open, close, [Symbol.asyncDispose]: close };
}
