import {
  type Case,
  type ClientSide,
  conversations,
  type Observation,
  type ProcessObservation,
  type ProgramRef,
  readPcapng,
  type ServerSide,
  type Trial,
} from '@gradewire/core';
import type { Endpoint, StartedLab } from './lab/lab.ts';
import type { LinkReport } from './lab/link.ts';
import { auditReport } from './lab/self-audit.ts';
import { measureSteal } from './lab/steal.ts';
import type { ListeningReport, RunRequest } from './sandbox/init-protocol.ts';
import { notRun, type ObservedProgram, observeProgram } from './sandbox/program-run.ts';

export interface TrialPlace {
  readonly lab: StartedLab;
  readonly client: Endpoint;
  readonly server: Endpoint;
}

/** How a program is started, but for its arguments. */
export type StartOf = (program: ProgramRef) => {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin: string;
};

export interface TrialRun {
  readonly observation: Observation;
  /** pcapng; empty where nothing crossed a link. */
  readonly capture: Buffer;
}

/**
 * Runs one trial and leaves both endpoints as they were. Throws InfrastructureFault, also where the link was not what
 * the case asks for; whatever the programs do is in the observation.
 */
export async function runTrial(
  place: TrialPlace,
  overLink: Pick<Case, 'link' | 'lagBudgetMs'>,
  trial: Trial,
  startOf: StartOf,
): Promise<TrialRun> {
  const start = performance.now();
  const startNs = BigInt(Math.round((performance.timeOrigin + start) * 1e6));
  const sinceStart = () => performance.now() - start;
  const stolen = measureSteal();
  const endpoints = [...(trial.client ? [place.client] : []), ...(trial.server ? [place.server] : [])];
  try {
    await using link = trial.client ? await place.lab.join(place.client, place.server, overLink.link) : undefined;
    const server = trial.server && (await startServer(place.server, trial.server, startOf, sinceStart));
    const clients = trial.client ? await runClients(place.client, trial.client, startOf, sinceStart) : [];
    if (server && clients.some(({ end }) => end.how !== 'exited' || end.code !== 0)) await fateOf(server.program);
    const report = await link?.stop();
    if (report) auditReport(overLink, report, sinceStart(), stolen());
    const alive = server !== undefined && !server.program.hasEnded() && (await stillListens(server.program, trial));
    server?.program.running.kill();
    const observation: Observation = {
      version: 1,
      trial: trial.name,
      port: trial.port,
      server: server ? await server.program.observed : null,
      serverReadyMs: server?.readyMs ?? null,
      listening: server?.listening ?? [],
      serverAliveAtEnd: alive,
      clients,
      conversations: report ? conversations(readPcapng(report.capture).packets, startNs) : [],
      link: observeLink(place.lab.backend, report),
      durationMs: Math.round(sinceStart()),
    };
    return { observation, capture: report?.capture ?? Buffer.alloc(0) };
  } finally {
    await Promise.all(endpoints.map((endpoint) => endpoint.sandbox.reset()));
  }
}

async function startServer(endpoint: Endpoint, side: ServerSide, startOf: StartOf, sinceStart: () => number) {
  // Its end by our hand comes well after the last look at its sockets, not at the same moment.
  const wallMs = side.listensOn === null ? side.withinMs + 500 : 0;
  const asked = request(startOf, side.program, side.args, wallMs);
  const program = observeProgram(endpoint.sandbox, asked, sinceStart, startOf(side.program).stdin);
  // No program listens on port 0: then only its end, or the time, settles it.
  const ready: ListeningReport = await program.running.awaitListening(side.listensOn ?? 0, side.withinMs);
  return {
    program,
    readyMs: ready.reason === 'found' ? Math.round(sinceStart() * 10) / 10 : null,
    listening: ready.sockets,
  };
}

const dyingMs = 500;

/**
 * A client that failed has perhaps met a server that is dying: waits until it is dead, or has lived on for so long that
 * it was not. Whether it died before our own hand reached it is then no race.
 */
async function fateOf(program: ObservedProgram): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const livesOn = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, dyingMs);
  });
  await Promise.race([program.observed, livesOn]);
  clearTimeout(timer);
}

async function runClients(
  endpoint: Endpoint,
  side: ClientSide,
  startOf: StartOf,
  sinceStart: () => number,
): Promise<ProcessObservation[]> {
  const observed: ProcessObservation[] = [];
  for (const run of side.runs) {
    const failedBefore = observed.some(({ end }) => end.how !== 'exited' || end.code !== 0);
    const asked = request(startOf, run.program, run.args, run.wallMs);
    if (run.onlyAfterSuccess && failedBefore) observed.push(notRun(asked.argv, sinceStart()));
    else observed.push(await observeProgram(endpoint.sandbox, asked, sinceStart, startOf(run.program).stdin).observed);
  }
  return observed;
}

async function stillListens(program: ObservedProgram, trial: Trial): Promise<boolean> {
  const port = trial.server?.listensOn;
  if (port === null || port === undefined) return true;
  return (await program.running.awaitListening(port, 0)).reason === 'found';
}

function observeLink(backend: string, report: LinkReport | undefined): Observation['link'] {
  return {
    backend,
    version: report?.version ?? '',
    framesForwarded: report?.framesForwarded ?? 0,
    framesDropped: report?.framesDropped ?? 0,
    realised: report?.realised ?? null,
    capture: null,
  };
}

/** What a student's program may use besides what the container allows. */
function request(startOf: StartOf, program: ProgramRef, args: readonly string[], wallMs: number): RunRequest {
  const start = startOf(program);
  return {
    argv: [...start.command, ...args],
    cwd: program.kind === 'student' ? '/work' : '/',
    environment: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: '/tmp',
      TMPDIR: '/tmp',
      LANG: 'C.UTF-8',
      TERM: 'dumb',
      ...start.environment,
    },
    uid: 65534,
    pty: true,
    wallMs,
    cpuS: 60,
    openFiles: 1024,
    outputBytes: 1 << 20,
    fileBytes: 32 << 20,
  };
}
