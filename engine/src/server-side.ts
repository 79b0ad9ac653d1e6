import type { ListeningSocket, ServerSide, Trial } from '@gradewire/core';
import type { Endpoint } from './lab/lab.ts';
import { programRequest, type StartOf } from './program-request.ts';
import type { ListeningReport } from './sandbox/init-protocol.ts';
import { type ObservedProgram, observeProgram } from './sandbox/program-run.ts';
import { within } from './within.ts';

export interface StartedServer {
  readonly program: ObservedProgram;
  /** null: it never was. */
  readonly readyMs: number | null;
  readonly listening: readonly ListeningSocket[];
}

/** Starts it and waits until it is ready, has ended, or its time is up. */
export async function startServer(
  endpoint: Endpoint,
  side: ServerSide,
  startOf: StartOf,
  sinceStart: () => number,
): Promise<StartedServer> {
  const endsByItself = side.listensOn === null && side.readyWhenItSays === undefined;
  // Its end by our hand comes well after the last look at its sockets, not at the same moment.
  const wallMs = endsByItself ? side.withinMs + 500 : 0;
  const asked = programRequest(startOf, side.program, side.args, wallMs);
  const program = observeProgram(endpoint.sandbox, asked, sinceStart, Buffer.from(startOf(side.program).stdin));
  const nowMs = () => Math.round(sinceStart() * 10) / 10;
  if (side.readyWhenItSays !== undefined) {
    const said = await within(side.withinMs, program.says(side.readyWhenItSays));
    return { program, readyMs: said ? nowMs() : null, listening: [] };
  }
  // No program listens on port 0: then only its end, or the time, settles it.
  const ready: ListeningReport = await program.running.awaitListening(side.listensOn ?? 0, side.withinMs);
  return { program, readyMs: ready.reason === 'found' ? nowMs() : null, listening: ready.sockets };
}

export async function stillListens(program: ObservedProgram, trial: Trial): Promise<boolean> {
  const port = trial.server?.listensOn;
  if (port === null || port === undefined) return true;
  return (await program.running.awaitListening(port, 0)).reason === 'found';
}
