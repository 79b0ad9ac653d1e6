import type { StandingSandbox } from '@gradewire/engine';
import { requestOf } from '../../engine/src/sandbox/proving-ground.ts';

export interface Program {
  /** Resolves when it has printed `{"event":"ready"}` on standard error. */
  readonly ready: Promise<void>;
  /** Its standard output once it has ended well. */
  readonly ended: Promise<string>;
  /** End of its standard input. */
  end(): void;
  kill(): void;
}

/** Starts a program in an endpoint, as a student's would be. */
export function startProgram(sandbox: StandingSandbox, argv: readonly string[]): Program {
  let output = '';
  let said = '';
  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => {});
  const request = requestOf(argv, { cwd: '/', wallMs: 120_000, outputBytes: 64 << 20 });
  const program = sandbox.run(request, (stream, bytes) => {
    if (stream === 1) output += bytes.toString();
    else said += bytes.toString();
    if (said.includes('"ready"')) ready.resolve();
  });
  const ended = program.ended.then(({ cause, code }) => {
    if (cause !== 'exited' || code !== 0) throw new Error(`${argv[0]} ${cause} ${code}: ${said}`);
    return output;
  });
  ended.catch(ready.reject);
  return { ready: ready.promise, ended, end: () => program.end(), kill: () => program.kill() };
}

/** Lines of `gradewire-traffic`. */
export interface TrafficEvent {
  readonly event: string;
  readonly received: number;
  readonly bytes: number;
  readonly count: number;
  readonly durationNs: number;
  readonly sentNs: number;
  readonly atNs: number;
  readonly ns: readonly number[];
  readonly lost: number;
}

export function eventsIn(output: string): TrafficEvent[] {
  return output
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as TrafficEvent);
}
