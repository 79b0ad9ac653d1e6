import type { EndpointSide, Language, LinkProfile, ProcessObservation } from '@gradewire/core';
import { awaitBound } from './lab/bound-sockets.ts';
import type { Endpoint, StartedLab } from './lab/lab.ts';
import type { LinkReport } from './lab/link.ts';
import { programRequest } from './program-request.ts';
import { notRun, type ObservedProgram, observeProgram } from './sandbox/program-run.ts';
import type { StandingSandbox } from './sandbox/standing.ts';
import { within } from './within.ts';

export interface LinkCommand {
  readonly argv: readonly string[];
  /** Whose image it runs in. */
  readonly language: Language;
}

/** Two commands that are to meet across a link. */
export interface Pair {
  readonly client: LinkCommand;
  /** null: nobody is there. */
  readonly server: LinkCommand | null;
  readonly profile: LinkProfile;
  /** The client waits until something listens on this port; null: on any. */
  readonly port: number | null;
  /** Of the client; the server has none. */
  readonly stdin: Buffer;
  /** How long the server may go on after the client, and how long it all may take. Milliseconds. */
  readonly lingerMs: number;
  readonly timeLimitMs: number;
  readonly onOutput: (side: EndpointSide, stream: 1 | 2, bytes: Buffer) => void;
  readonly signal: AbortSignal;
}

export interface PairRun {
  readonly client: ProcessObservation;
  readonly server: ProcessObservation | null;
  /** Milliseconds since the start; null if the server was never seen listening. */
  readonly serverReadyMs: number | null;
  readonly report: LinkReport;
  readonly durationMs: number;
}

/** A slow runtime takes two seconds; a server that never listens is rare, and only costs the wait. */
export const readyWithinMs = 5000;
const outputBytes = 16 << 20;

/**
 * Starts the server, waits until it listens, runs the client, ends the server. A client whose server failed before is
 * not started. When the signal is aborted both are ended, and there is a report as ever. Throws InfrastructureFault.
 */
export async function runPair(lab: StartedLab, client: Endpoint, server: Endpoint, pair: Pair): Promise<PairRun> {
  const start = performance.now();
  const sinceStart = () => performance.now() - start;
  const running: ObservedProgram[] = [];
  const stopAll = () => {
    for (const program of running) program.stop();
  };
  await using link = await lab.join(client, server, pair.profile);
  pair.signal.addEventListener('abort', stopAll);
  try {
    const run = (side: EndpointSide, sandbox: StandingSandbox, command: LinkCommand, stdin?: Buffer) => {
      const wallMs = Math.max(1, Math.ceil(pair.timeLimitMs - sinceStart()));
      const program = observeProgram(heard(sandbox, side, pair), requestOf(command, wallMs), sinceStart, stdin);
      running.push(program);
      if (pair.signal.aborted) program.stop();
      return program;
    };
    const serving = pair.server && run('server', server.sandbox, pair.server);
    const isOver = () => serving?.hasEnded() ?? true;
    const patienceMs = Math.min(readyWithinMs, pair.timeLimitMs);
    const isReady = serving !== null && (await awaitBound(server.sandbox, pair.port, isOver, patienceMs));
    const serverReadyMs = isReady ? Math.round(sinceStart() * 10) / 10 : null;
    const observed = (await hasFailed(serving))
      ? notRun(pair.client.argv, sinceStart())
      : await run('client', client.sandbox, pair.client, pair.stdin).observed;
    if (serving && !pair.signal.aborted) await within(pair.lingerMs, serving.observed);
    // Its end by our hand is not for the capture to show.
    const report = await link.stop();
    serving?.stop();
    const served = serving && (await serving.observed);
    return { client: observed, server: served, serverReadyMs, report, durationMs: Math.round(sinceStart()) };
  } finally {
    pair.signal.removeEventListener('abort', stopAll);
  }
}

async function hasFailed(program: ObservedProgram | null): Promise<boolean> {
  if (!program?.hasEnded()) return false;
  const { end } = await program.observed;
  return end.how !== 'exited' || end.code !== 0;
}

/** The sandbox, with somebody who hears what its programs print as it comes. */
function heard(sandbox: StandingSandbox, side: EndpointSide, { onOutput }: Pair): StandingSandbox {
  return {
    ...sandbox,
    run: (request, listen) =>
      sandbox.run(request, (stream, bytes) => {
        onOutput(side, stream, bytes);
        listen(stream, bytes);
      }),
  };
}

function requestOf({ argv, language }: LinkCommand, wallMs: number) {
  const start = { command: argv, environment: language.environment, stdin: '' };
  const asked = programRequest(() => start, { kind: 'student', id: 'link' }, [], wallMs);
  // The time limit is for the user to choose; a processor's second never lasts less than a second.
  return { ...asked, outputBytes, cpuS: Math.ceil(wallMs / 1000) };
}
