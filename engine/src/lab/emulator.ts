import { InfrastructureFault } from '@gradewire/core';
import type { RunRequest } from '../sandbox/init-protocol.ts';
import type { StandingSandbox } from '../sandbox/standing.ts';
import type { LinkBackend, LinkReport, StartedLink } from './link.ts';

const captureBytes = 8 << 20;
const startWithinMs = 5000;

/** What the link program says on its standard error, a JSON object a line. */
interface LinkEvent {
  event: 'ready' | 'report';
  version: string;
  fault?: string;
  forwarded: { aToB: number; bToA: number };
  dropped: { aToB: number; bToA: number };
}

/** Our own program forwards the frames in user space; one process per link, in the lab's link container. */
export function emulator(container: StandingSandbox): LinkBackend {
  return { name: 'emulator', start: (client, server) => start(container, client, server) };
}

async function start(container: StandingSandbox, client: string, server: string): Promise<StartedLink> {
  const capture: Buffer[] = [];
  const ready = Promise.withResolvers<void>();
  let report: LinkEvent | undefined;
  let said = '';
  let unfinished = '';

  const program = container.run(request(client, server), (stream, bytes) => {
    if (stream === 1) {
      capture.push(Buffer.from(bytes));
      return;
    }
    const lines = (unfinished + bytes.toString()).split('\n');
    unfinished = lines.pop()!;
    for (const line of lines) {
      said = line;
      const event = parse(line);
      if (event?.event === 'ready') ready.resolve();
      if (event?.event === 'report') report = event;
    }
  });
  const fault = (how = 'no answer') =>
    new InfrastructureFault(`the link between ${client} and ${server} failed (${how}): ${said}${unfinished}`);
  program.ended.then((end) => ready.reject(fault(`${end.cause} ${end.code}`)), ready.reject);
  const timer = setTimeout(() => ready.reject(fault()), startWithinMs);
  try {
    await ready.promise;
  } catch (error) {
    program.kill();
    throw error;
  } finally {
    clearTimeout(timer);
  }

  return {
    async stop(): Promise<LinkReport> {
      program.end();
      const end = await program.ended;
      if (end.cause !== 'exited' || end.code !== 0 || report === undefined || report.fault) {
        throw fault(`${end.cause} ${end.code}`);
      }
      return {
        capture: Buffer.concat(capture),
        framesForwarded: report.forwarded.aToB + report.forwarded.bToA,
        framesDropped: report.dropped.aToB + report.dropped.bToA,
        version: report.version,
      };
    },
    async [Symbol.asyncDispose]() {
      program.kill();
      await program.ended.catch(() => {});
    },
  };
}

function request(client: string, server: string): RunRequest {
  return {
    argv: ['gradewire-link', '--a', client, '--b', server, '--capture-limit', `${captureBytes}`],
    cwd: '/',
    environment: { PATH: '/usr/local/bin' },
    // The program opens its sockets and gives up root by itself.
    uid: 0,
    pty: false,
    wallMs: 0,
    cpuS: 0,
    openFiles: 64,
    outputBytes: 2 * captureBytes,
    fileBytes: 0,
  };
}

function parse(line: string): LinkEvent | undefined {
  try {
    return JSON.parse(line) as LinkEvent;
  } catch {
    return undefined;
  }
}
