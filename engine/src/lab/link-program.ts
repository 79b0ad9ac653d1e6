import { InfrastructureFault } from '@gradewire/core';
import type { StandingSandbox } from '../sandbox/standing.ts';

const captureBytes = 8 << 20;
const startWithinMs = 5000;

/** What every last word of the link program holds. */
export interface LastWord {
  readonly event: 'report';
  readonly version: string;
  readonly fault?: string;
  /** All that was written to standard output. */
  readonly captureBytes: number;
  /** Frames that had no room in it any more. */
  readonly notCaptured: number;
}

/** Our link program, forwarding or looking on. Disposing of it ends it without a report. */
export interface LinkProgram<Report> extends AsyncDisposable {
  /** Ends it; what it captured (pcapng), and its last word. */
  finish(): Promise<{ capture: Buffer; report: Report }>;
}

export interface LinkProgramStart {
  /** Interfaces in the link container. */
  readonly client: string;
  readonly server: string;
  readonly options: readonly string[];
  /** Without `go`. */
  readonly directives: readonly string[];
  /** Events besides `ready` and `report`. */
  readonly onEvent?: (event: LinkEvent) => void;
}

/** A line that the link program says while it runs; what else it holds is the event's own. */
export interface LinkEvent {
  readonly event: string;
}

/** Resolves when the program is ready. Throws InfrastructureFault. */
export async function startLinkProgram<Report extends LastWord>(
  container: StandingSandbox,
  { client, server, options, directives, onEvent }: LinkProgramStart,
): Promise<LinkProgram<Report>> {
  const capture: Buffer[] = [];
  const complete = Promise.withResolvers<Report>();
  complete.promise.catch(() => {});
  const ready = Promise.withResolvers<void>();
  let report: Report | undefined;
  let captured = 0;
  let said = '';
  let unfinished = '';

  const program = container.run(request(client, server, options), (stream, bytes) => {
    if (stream === 1) {
      capture.push(Buffer.from(bytes));
      captured += bytes.length;
      return completeIfWhole();
    }
    const lines = (unfinished + bytes.toString()).split('\n');
    unfinished = lines.pop()!;
    for (const line of lines) {
      said = line;
      const event = parse(line);
      if (event?.event === 'ready') ready.resolve();
      else if (event?.event === 'report') report = event as Report;
      else if (event) onEvent?.(event);
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
  program.write(Buffer.from(`${[...directives, 'go'].join('\n')}\n`));
  const timer = setTimeout(() => ready.reject(fault()), startWithinMs);
  try {
    await ready.promise;
  } catch (error) {
    program.kill();
    throw error;
  } finally {
    clearTimeout(timer);
  }

  let finished = false;
  return {
    async finish() {
      program.end();
      const report = await complete.promise;
      finished = true;
      return { capture: Buffer.concat(capture), report };
    },
    async [Symbol.asyncDispose]() {
      if (finished) return;
      program.kill();
      await program.ended.catch(() => {});
    },
  };
}

function request(client: string, server: string, options: readonly string[]) {
  return {
    argv: ['gradewire-link', '--a', client, '--b', server, '--capture-limit', `${captureBytes}`, ...options],
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

/** Undefined for what is no event: a message of the program, or of what failed to start it. */
function parse(line: string): LinkEvent | undefined {
  try {
    const event = JSON.parse(line) as { event?: unknown };
    return typeof event.event === 'string' ? { ...event, event: event.event } : undefined;
  } catch {
    return undefined;
  }
}
