import { createHash } from 'node:crypto';
import { finished } from 'node:stream';
import type { Request, Response } from 'express';

export interface EventStream {
  /** Sends the state, unless it is the one that the browser has. */
  send(event: string, state: unknown): void;
  end(): void;
}

/**
 * Server-sent events (WHATWG HTML, 9.2) of a state: each event's id is the state's own fingerprint, so a browser that
 * comes back with Last-Event-ID, to whichever process, is told what is new to it and nothing else.
 * `onClose` is called once, later than this returns.
 */
export function eventStream(
  request: Request,
  response: Response,
  keepAliveEveryMs: number,
  onClose: () => void,
): EventStream {
  let seen = request.get('last-event-id');
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store, no-transform',
    // Proxies of the nginx kind would otherwise collect events before they pass them on.
    'X-Accel-Buffering': 'no',
  });
  response.write('retry: 2000\n\n');
  const alive = setInterval(() => response.write(': still here\n\n'), keepAliveEveryMs);
  // Also where the browser has left before it got here: then there is no event of its leaving any more.
  finished(response, () => {
    clearInterval(alive);
    onClose();
  });
  return {
    send(event, state) {
      const data = JSON.stringify(state);
      const id = createHash('sha256').update(data).digest('base64url').slice(0, 22);
      if (id === seen || response.writableEnded) return;
      seen = id;
      response.write(`event: ${event}\nid: ${id}\ndata: ${data}\n\n`);
    },
    end: () => response.end(),
  };
}
