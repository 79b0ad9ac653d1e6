import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** An event of a receiver; `event` says which. */
export interface PeerEvent {
  readonly event: string;
  readonly [field: string]: unknown;
}

export interface RunningReceiver extends AsyncDisposable {
  readonly port: number;
  /** The first event of that name, once it has come; with a connection, of that one. */
  next(event: string, connection?: number): Promise<PeerEvent>;
  /** Ends it, and gives all that it said. */
  stop(): Promise<PeerEvent[]>;
}

/** Starts a receiver of ours on a free port and waits until it is ready. */
export async function startReceiver(program: string, args: readonly string[] = []): Promise<RunningReceiver> {
  const child = spawn(program, ['-p', '0', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const events: PeerEvent[] = [];
  let wake = () => {};
  const lines = createInterface({ input: child.stdout });
  const ended = once(lines, 'close');
  lines.on('line', (line) => {
    events.push(JSON.parse(line) as PeerEvent);
    wake();
  });
  async function next(event: string, connection?: number): Promise<PeerEvent> {
    for (;;) {
      const found = events.find((one) => one.event === event && [undefined, one.connection].includes(connection));
      if (found) return found;
      if (child.exitCode !== null) throw new Error(`${program} ended without "${event}"`);
      await Promise.race([new Promise<void>((resolve) => (wake = resolve)), exited]);
    }
  }
  async function stop(): Promise<PeerEvent[]> {
    child.kill();
    await Promise.all([exited, ended]);
    return events;
  }
  const { port } = await next('ready');
  return {
    port: port as number,
    next,
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
    },
  };
}

/** The bytes of a connection as its `data` events give them. */
export function receivedBytes(events: readonly PeerEvent[], connection = 1): Buffer {
  const pieces = events.filter((one) => one.event === 'data' && one.connection === connection);
  return Buffer.concat(pieces.map((one) => Buffer.from(one.base64 as string, 'base64')));
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/** Runs a program to its end; `stdin` is all that it reads there. */
export async function runToEnd(
  program: string,
  args: readonly string[],
  stdin: Readable | Buffer | string = '',
): Promise<Ended> {
  const startedMs = performance.now();
  const child: ChildProcess = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin!.on('error', () => {}); // it need not read all
  (stdin instanceof Readable ? stdin : Readable.from(stdin)).pipe(child.stdin!);
  const exited = once(child, 'exit');
  const [stdout, stderr] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
  const [code] = (await exited) as [number | null];
  return { code, stdout, stderr, ms: performance.now() - startedMs };
}
