import type { MatrixCell, Observation, Outcome, Verdict } from '@gradewire/core';
import { evidenceOf } from './evidence.ts';
import { judgeExchange } from './exchange.ts';
import type { Exchange } from './facts.ts';
import type { Finding } from './feedback.ts';
import { explain, type Traits } from './traits.ts';
import { fromFindings } from './verdict.ts';

export interface PairNames {
  readonly client: string;
  readonly server: string;
}

export interface PairTraits {
  readonly client?: Traits;
  readonly server?: Traits;
}

/** Two clients one after the other against a fresh server. */
export function judgePair(
  observation: Observation,
  names: PairNames,
  traits: PairTraits = {},
  // Slips are told where they are charged, in the reference case.
  findingsOf: (exchange: Exchange) => readonly Finding[] = (exchange) => judgeExchange(exchange).findings,
): { verdict: Verdict; cell: MatrixCell } {
  const judged = observation.clients.map((client, index) => {
    const exchange = {
      observation,
      index,
      clientName: `the ${names.client} client`,
      serverName: `the ${names.server} server`,
    };
    if (client.end.how === 'not-run') return { outcome: 'not-run' as Outcome, findings: [] };
    const explained = explain(findingsOf(exchange), exchange, traits);
    return { outcome: explained[0]?.outcome ?? ('passed' as Outcome), findings: explained };
  });
  const findings: Finding[] = judged.flatMap((one) => one.findings);
  const metrics = Object.fromEntries(
    observation.clients
      .filter(({ end }) => end.how !== 'not-run')
      .map((client, i) => [`client${i + 1}Ms`, client.endedMs - client.startedMs]),
  );
  const verdict = fromFindings(findings, [], evidenceOf(observation), {
    ...metrics,
    serverReadyMs: observation.serverReadyMs ?? -1,
  });
  const [first, second] = judged;
  return {
    verdict,
    cell: {
      outcome: verdict.outcome,
      blame: verdict.blame,
      firstClient: first?.outcome ?? 'not-run',
      secondClient: second?.outcome ?? 'not-run',
    },
  };
}
