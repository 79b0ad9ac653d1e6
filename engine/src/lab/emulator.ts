import { InfrastructureFault, type LinkProfile, toDirectives } from '@gradewire/core';
import type { RunRequest } from '../sandbox/init-protocol.ts';
import type { StandingSandbox } from '../sandbox/standing.ts';
import type { LinkBackend, LinkReport, StartedLink } from './link.ts';
import { type LinkTotals, linkEventOf, realisedLink } from './link-events.ts';

const captureBytes = 8 << 20;
const startWithinMs = 5000;

/** Our own program forwards the frames in user space; one process per link, in the lab's link container. */
export function emulator(container: StandingSandbox): LinkBackend {
  return { name: 'emulator', start: (client, server, profile) => start(container, client, server, profile) };
}

async function start(
  container: StandingSandbox,
  client: string,
  server: string,
  profile: LinkProfile,
): Promise<StartedLink> {
  const capture: Buffer[] = [];
  const complete = Promise.withResolvers<LinkTotals>();
  complete.promise.catch(() => {});
  const ready = Promise.withResolvers<void>();
  let report: LinkTotals | undefined;
  let captured = 0;
  let said = '';
  let unfinished = '';

  const program = container.run(request(client, server), (stream, bytes) => {
    if (stream === 1) {
      capture.push(Buffer.from(bytes));
      captured += bytes.length;
      return completeIfWhole();
    }
    const lines = (unfinished + bytes.toString()).split('\n');
    unfinished = lines.pop()!;
    for (const line of lines) {
      said = line;
      const event = linkEventOf(line);
      if (event?.event === 'ready') ready.resolve();
      if (event?.event === 'report') report = event;
    }
    completeIfWhole();
  });
  // The kernel takes some 25 ms to close packet sockets (it waits for all processors to let go of them): the report is
  // the link's last word, nothing is forwarded after it, and nobody need wait for the process itself.
  function completeIfWhole() {
    if (report?.fault) complete.reject(fault(report.fault));
    else if (report && captured >= report.captureBytes) complete.resolve(report);
  }
  const fault = (how = 'no answer') =>
    new InfrastructureFault(`the link between ${client} and ${server} failed (${how}): ${said}${unfinished}`);
  const onEnd = (error: unknown) => {
    ready.reject(error);
    complete.reject(error);
  };
  program.ended.then((end) => onEnd(fault(`${end.cause} ${end.code}`)), onEnd);
  program.write(Buffer.from(`${[...toDirectives(profile), 'go'].join('\n')}\n`));
  const timer = setTimeout(() => ready.reject(fault()), startWithinMs);
  try {
    await ready.promise;
  } catch (error) {
    program.kill();
    throw error;
  } finally {
    clearTimeout(timer);
  }

  let stopped = false;
  return {
    async stop(): Promise<LinkReport> {
      program.end();
      const report = await complete.promise;
      stopped = true;
      return {
        capture: Buffer.concat(capture),
        framesForwarded: report.forwarded.aToB + report.forwarded.bToA,
        framesDropped: report.dropped.aToB + report.dropped.bToA,
        version: report.version,
        realised: realisedLink(report),
      };
    },
    async [Symbol.asyncDispose]() {
      if (stopped) return;
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
