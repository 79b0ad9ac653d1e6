import {
  type Evidence,
  type LinkProfile,
  linkDirections,
  type Observation,
  printTcNetem,
  type Verdict,
} from '@gradewire/core';
import { weatherLimits } from '../plan/weather-limits.ts';
import { howPrinted, judgeExchange } from './exchange.ts';
import { clientOf, decode, type Exchange, factsOf, mainConversation } from './facts.ts';
import { type Finding, finding, say } from './feedback.ts';
import { judgePair, type PairNames, type PairTraits } from './pair.ts';
import { earliest } from './timing.ts';
import { lostPackets, packetsOf, ranOutOfTime } from './weather-facts.ts';

/** Of bad luck on the link's side, before a program is blamed for want of time. */
const believable = 1e-9;

/** A pair that passes on the usual link, under a weather: its last trial decides, the others ran out of time or lost nothing. */
export function judgeWeather(
  link: LinkProfile,
  observations: readonly Observation[],
  names: PairNames,
  traits: PairTraits = {},
): Verdict {
  const last = observations.at(-1)!;
  const { verdict } = judgePair(last, names, traits, judgeUnderWeather);
  const evidence = [...verdict.evidence, weatherEvidence(link, observations)];
  const packetsLost = observations.reduce((sum, one) => sum + lostPackets(one), 0);
  const metrics = { ...verdict.metrics, trials: observations.length, packetsLost };
  const late = observations.filter(ranOutOfTime).length;
  if (ranOutOfTime(last) && weatherLimits(link).badLuck ** late > believable) {
    const facts = factsOf({
      observation: last,
      index: 0,
      clientName: `the ${names.client} client`,
      serverName: `the ${names.server} server`,
    });
    return { outcome: 'not-run', blame: null, feedback: [say('weather-not-counted', facts)], evidence, metrics };
  }
  const feedback = verdict.feedback.map(({ code, text }) => ({
    code,
    text: `Weather ${link.name}, no points: ${text}`,
  }));
  return { ...verdict, feedback, evidence, metrics };
}

/** As on any link; but it is known that the server answers and that the client prints what it gets. */
function judgeUnderWeather(exchange: Exchange): readonly Finding[] {
  const { findings } = judgeExchange(exchange);
  const impatient = findings.length > 0 ? impatience(exchange) : undefined;
  return impatient ? [impatient] : findings;
}

/** A client that ends by itself with nothing to show for it, though nobody hung up on it, did not wait long enough. */
function impatience(exchange: Exchange): Finding | undefined {
  const client = clientOf(exchange);
  const conversation = mainConversation(exchange);
  if (!['exited', 'signalled'].includes(client.end.how) || !conversation || conversation.refused) return undefined;
  const { fromClient, fromServer, openedMs, established } = conversation;
  const leftMs = earliest(fromClient.finMs, fromClient.resetMs, client.endedMs);
  const facts = (sinceMs: number) => ({ ...factsOf(exchange), waitedMs: Math.round(leftMs - sinceMs) });
  if (!established) return finding('client', 'failed', 'client-gives-up-connecting', facts(openedMs));
  if (fromClient.length === 0) return undefined;
  const replied = fromServer.length > 0;
  const hungUp = earliest(replied ? null : fromServer.finMs, fromServer.resetMs) < leftMs;
  const reply = decode(fromServer.bytes).toString();
  if (hungUp || (replied && howPrinted(client, reply) !== 'client-prints-nothing')) return undefined;
  return finding('client', 'failed', 'client-gives-up-waiting', facts(fromClient.lastByteMs ?? openedMs));
}

function weatherEvidence(link: LinkProfile, observations: readonly Observation[]): Evidence {
  const arrows = { clientToServer: 'client → server', serverToClient: 'server → client' };
  return {
    title: `Weather ${link.name}`,
    lines: [
      ...linkDirections.map((direction) => `${arrows[direction]}: ${printTcNetem(link[direction]) || 'nothing'}`),
      ...observations.map((one, i) => `trial ${i + 1}: ${lostPackets(one)} of ${packetsOf(one)} packets lost`),
    ],
  };
}
