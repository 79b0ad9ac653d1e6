import { type Case, conversations, type Observation, readPcapng, type Trial } from '@gradewire/core';
import { fateOf, runClients } from './client-side.ts';
import type { Endpoint, StartedLab } from './lab/lab.ts';
import type { LinkReport } from './lab/link.ts';
import { auditReport } from './lab/self-audit.ts';
import { measureSteal } from './lab/steal.ts';
import type { StartOf } from './program-request.ts';
import { startServer, stillListens } from './server-side.ts';
import { refuseStarved } from './starvation.ts';
import { transfersIn } from './transfers.ts';
import { writtenFiles } from './written-files.ts';

export interface TrialPlace {
  readonly lab: StartedLab;
  readonly client: Endpoint;
  readonly server: Endpoint;
}

export interface TrialRun {
  readonly observation: Observation;
  /** pcapng; empty where nothing crossed a link. */
  readonly capture: Buffer;
}

/**
 * Runs one trial and leaves both endpoints as they were. Throws InfrastructureFault, also where the link was not what
 * the case asks for or this machine had no processor for a program that then failed; whatever the programs do is in the
 * observation.
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
    const clients = trial.client
      ? await runClients(place.client, trial.client, server?.program, startOf, sinceStart)
      : [];
    if (server && clients.some(({ end }) => end.how !== 'exited' || end.code !== 0)) await fateOf(server.program);
    const report = await link?.stop();
    if (report) auditReport(overLink, report, sinceStart(), stolen());
    const alive = server !== undefined && !server.program.hasEnded() && (await stillListens(server.program, trial));
    server?.program.running.kill();
    const packets = report ? readPcapng(report.capture).packets : [];
    const observation: Observation = {
      version: 1,
      trial: trial.name,
      port: trial.port,
      server: server ? await server.program.observed : null,
      serverReadyMs: server?.readyMs ?? null,
      listening: server?.listening ?? [],
      serverAliveAtEnd: alive,
      clients,
      conversations: conversations(packets, startNs),
      written: trial.server?.writes ? await writtenFiles(place.server.sandbox, trial.server.writes) : [],
      transfers: transfersIn(packets, trial),
      link: observeLink(place.lab.backend, report),
      durationMs: Math.round(sinceStart()),
    };
    refuseStarved(observation);
    return { observation, capture: report?.capture ?? Buffer.alloc(0) };
  } finally {
    await Promise.all(endpoints.map((endpoint) => endpoint.sandbox.reset()));
  }
}

function observeLink(backend: string, report: LinkReport | undefined): Observation['link'] {
  return {
    backend,
    version: report?.version ?? '',
    framesForwarded: report?.framesForwarded ?? 0,
    framesDropped: report?.framesDropped ?? 0,
    framesNotCaptured: report?.framesNotCaptured ?? 0,
    realised: report?.realised ?? null,
    capture: null,
  };
}
