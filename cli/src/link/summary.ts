import {
  auditLink,
  coarserInNetem,
  type LinkDirection,
  type LinkProfile,
  linkDirections,
  type ProcessObservation,
  type RealisedLink,
  readPcapng,
} from '@gradewire/core';
import { type LinkSessionEnd, readyWithinMs } from '@gradewire/engine';
import { ruleWords } from './rule-words.ts';

export type Ran = Extract<LinkSessionEnd, { kind: 'ran' }>;

/** How one of the two programs fared; what it printed was shown when it did. Times are milliseconds since the start. */
export type ProgramSummary = Omit<ProcessObservation, 'stdout' | 'stderr'>;

/** What `gradewire link --json` prints. */
export interface LinkSummary extends RealisedLink {
  readonly version: 1;
  readonly profile: LinkProfile;
  readonly link: { readonly backend: string; readonly version: string };
  /** Frames in the capture, as they were sent and as they were delivered. */
  readonly captured: Readonly<Record<LinkDirection, { readonly sent: number; readonly delivered: number }>>;
  readonly client: ProgramSummary;
  readonly server: (ProgramSummary & { readonly readyMs: number | null }) | null;
  readonly durationMs: number;
  readonly capture: string;
  readonly warnings: readonly string[];
}

/** A link is called late where its 99th percentile is; milliseconds. A virtual machine alone makes some 5 of them. */
const lagBudgetMs = 20;

export interface Asked {
  readonly profile: LinkProfile;
  readonly port: number | undefined;
  readonly capture: string;
  readonly timeLimitMs: number;
}

export function summaryOf(ran: Ran, asked: Asked): LinkSummary {
  const { report, client, server, serverReadyMs, durationMs } = ran;
  const captured = capturedFrames(report.capture);
  return {
    version: 1,
    profile: asked.profile,
    link: { backend: ran.backend, version: report.version },
    ...report.realised,
    captured,
    client: withoutOutput(client),
    server: server && { ...withoutOutput(server), readyMs: serverReadyMs },
    durationMs,
    capture: asked.capture,
    warnings: warningsOf(ran, asked, captured),
  };
}

function withoutOutput({ stdout: _, stderr: __, ...program }: ProcessObservation): ProgramSummary {
  return program;
}

const interfaceNames = {
  clientToServer: { sent: 'client to link', delivered: 'link to server' },
  serverToClient: { sent: 'server to link', delivered: 'link to client' },
} as const;

function capturedFrames(capture: Buffer): LinkSummary['captured'] {
  const counts = new Map<string, number>();
  for (const { interfaceName } of readPcapng(capture).packets) {
    counts.set(interfaceName, (counts.get(interfaceName) ?? 0) + 1);
  }
  const of = (direction: LinkDirection) => ({
    sent: counts.get(interfaceNames[direction].sent) ?? 0,
    delivered: counts.get(interfaceNames[direction].delivered) ?? 0,
  });
  return { clientToServer: of('clientToServer'), serverToClient: of('serverToClient') };
}

function warningsOf(
  { backend, report, client, server, serverReadyMs, durationMs }: Ran,
  { profile, port, timeLimitMs }: Asked,
  captured: LinkSummary['captured'],
): string[] {
  const warnings: string[] = [];
  if (client.end.how === 'not-run' && server?.end.how !== 'stopped') {
    warnings.push('the server failed first, so the client was not started');
  }
  if (server && serverReadyMs === null && client.end.how !== 'not-run') {
    const where = port === undefined ? 'at the server' : `on the server's port ${port}`;
    const since = server.endedMs < client.startedMs ? 'before the server ended' : `for ${readyWithinMs / 1000} s`;
    warnings.push(`nothing listened ${where} ${since}; the client was started all the same`);
  }
  report.realised.rules.forEach(({ matched, applied }, index) => {
    const rule = profile.rules[index];
    const how = matched === 0 ? 'matched nothing' : `acted on none of the ${matched} that it matched`;
    if (applied === 0 && rule) warnings.push(`rule ${index + 1} ${how}: ${ruleWords(rule)}`);
  });
  if (backend === 'netem') warnings.push(...coarserInNetem(profile));
  const roundTripMs = profile.clientToServer.delay + profile.serverToClient.delay;
  if (roundTripMs > timeLimitMs) {
    warnings.push(`a round trip takes ${roundTripMs / 1000} s, longer than all was allowed to: raise --time-limit`);
  }
  const frames = report.framesForwarded + report.framesDropped;
  for (const fault of auditLink(profile, report.realised, { lagMs: lagBudgetMs, durationMs, frames })) {
    warnings.push(`the link was not as the profile asks: ${fault}`);
  }
  const delivered = linkDirections.reduce((sum, direction) => sum + captured[direction].delivered, 0);
  if (delivered < report.framesForwarded) {
    warnings.push(`the capture is full: it holds ${delivered} of ${report.framesForwarded} frames that were delivered`);
  }
  return warnings;
}
