import { constants } from 'node:os';
import type { ProcessEnd, ProcessObservation } from '@gradewire/core';
import type { ExitReport, RunRequest } from './init-protocol.ts';
import type { RunningProgram, StandingSandbox } from './standing.ts';

/** Kept of each stream of a program. What it prints beyond its own limit ends it; see `RunRequest.outputBytes`. */
const keptBytes = 128 * 1024;

/** A program whose output and end are being written down. Times are milliseconds since `clock`'s start. */
export interface ObservedProgram {
  readonly running: RunningProgram;
  /** Settles when the program has ended. Throws InfrastructureFault if the sandbox died. */
  readonly observed: Promise<ProcessObservation>;
  hasEnded(): boolean;
  /** Settles as soon as what is kept of its standard output holds the text: true; false if it ended without. */
  says(text: string): Promise<boolean>;
  /** Ends it, because nothing more can come of it. */
  stop(): void;
}

/** `stdin` is all that the program will ever read there. */
export function observeProgram(
  sandbox: StandingSandbox,
  request: RunRequest,
  sinceStart: () => number,
  stdin: Buffer = Buffer.alloc(0),
): ObservedProgram {
  const kept = { 1: [] as Buffer[], 2: [] as Buffer[] };
  const room = { 1: keptBytes, 2: keptBytes };
  const startedMs = sinceStart();
  const awaited = new Set<() => boolean>();
  let ended = false;
  let stopped = false;
  const running = sandbox.run(request, (stream, bytes) => {
    if (room[stream] <= 0) return;
    // The bytes are a view of a larger receive buffer; a copy lets go of it.
    kept[stream].push(Buffer.from(bytes.subarray(0, room[stream])));
    room[stream] -= bytes.length;
    if (stream === 1) for (const isSaid of awaited) if (isSaid()) awaited.delete(isSaid);
  });
  running.write(stdin).then(running.end, () => {});
  const observed = running.ended.then((report): ProcessObservation => {
    ended = true;
    return {
      argv: request.argv,
      end: stopped ? { how: 'stopped' } : processEnd(report),
      startedMs: round(startedMs),
      endedMs: round(sinceStart()),
      stdout: Buffer.concat(kept[1]).toString(),
      stderr: Buffer.concat(kept[2]).toString(),
      cpuMs: round(report.cpuMs),
      maxRssKiB: report.maxRssKiB,
      starvedMs: round(report.starvedMs),
    };
  });
  observed.catch(() => {});
  return {
    running,
    observed,
    hasEnded: () => ended,
    async says(text) {
      const said = Promise.withResolvers<boolean>();
      const isSaid = () => {
        const found = Buffer.concat(kept[1]).includes(text);
        if (found) said.resolve(true);
        return found;
      };
      if (isSaid()) return true;
      awaited.add(isSaid);
      observed.then(
        () => said.resolve(isSaid()),
        () => said.resolve(false),
      );
      return said.promise;
    },
    stop() {
      if (ended) return;
      stopped = true;
      running.kill();
    },
  };
}

/** What is written down for a program that was not started because an earlier one decided the case. */
export function notRun(argv: readonly string[], atMs: number): ProcessObservation {
  const end: ProcessEnd = { how: 'not-run' };
  return { argv, end, startedMs: round(atMs), endedMs: round(atMs), stdout: '', stderr: '', cpuMs: 0, maxRssKiB: 0 };
}

function processEnd(report: ExitReport): ProcessEnd {
  switch (report.cause) {
    case 'exited':
      return { how: 'exited', code: report.code };
    case 'signalled':
      return { how: 'signalled', signal: signalName(report.code) };
    case 'not-started':
      return { how: 'not-started', reason: errnoName(report.code) };
    default:
      return { how: report.cause };
  }
}

function signalName(number: number): string {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `signal ${number}`;
}

function errnoName(number: number): string {
  return Object.entries(constants.errno).find(([, value]) => value === number)?.[0] ?? `error ${number}`;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
