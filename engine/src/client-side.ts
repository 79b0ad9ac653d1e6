import { type ClientRun, type ClientSide, generateFile, type ProcessObservation } from '@gradewire/core';
import type { Endpoint } from './lab/lab.ts';
import { programRequest, type StartOf } from './program-request.ts';
import { notRun, type ObservedProgram, observeProgram } from './sandbox/program-run.ts';
import { putFile } from './sandbox/put-file.ts';
import { within } from './within.ts';

/** Runs the clients, in order or together, each until it ends or is stopped. */
export async function runClients(
  endpoint: Endpoint,
  side: ClientSide,
  server: ObservedProgram | undefined,
  startOf: StartOf,
  sinceStart: () => number,
): Promise<ProcessObservation[]> {
  const start = (run: ClientRun) => runClient(endpoint, run, server, startOf, sinceStart);
  if (side.together) return Promise.all(side.runs.map(start));
  const observed: ProcessObservation[] = [];
  for (const run of side.runs) {
    const failedBefore = observed.some(({ end }) => end.how !== 'exited' || end.code !== 0);
    if (!run.onlyAfterSuccess || !failedBefore) observed.push(await start(run));
    else observed.push(notRun(programRequest(startOf, run.program, run.args, run.wallMs).argv, sinceStart()));
  }
  return observed;
}

async function runClient(
  endpoint: Endpoint,
  run: ClientRun,
  server: ObservedProgram | undefined,
  startOf: StartOf,
  sinceStart: () => number,
): Promise<ProcessObservation> {
  for (const { path, content } of run.files ?? []) await putFile(endpoint.sandbox, path, generateFile(content));
  const asked = programRequest(startOf, run.program, run.args, run.wallMs);
  const stdin = run.stdin ? generateFile(run.stdin) : Buffer.from(startOf(run.program).stdin);
  // A terminal would edit what a program reads, and end it at the first control-D.
  const client = observeProgram(endpoint.sandbox, { ...asked, pty: run.stdin === undefined }, sinceStart, stdin);
  const timers: NodeJS.Timeout[] = [];
  for (const { serverSays, ms } of run.stopAfter ?? []) {
    const stopLater = (said: boolean) => void (said && !client.hasEnded() && timers.push(setTimeout(client.stop, ms)));
    server?.says(serverSays).then(stopLater, () => {});
  }
  try {
    return await client.observed;
  } finally {
    timers.forEach(clearTimeout);
  }
}

const dyingMs = 500;

/**
 * A client that failed has perhaps met a server that is dying: waits until it is dead, or has lived on for so long that
 * it was not. Whether it died before our own hand reached it is then no race.
 */
export async function fateOf(program: ObservedProgram): Promise<void> {
  await within(dyingMs, program.observed);
}
