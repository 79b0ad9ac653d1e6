import type { Observations, Program } from '@gradewire/core';
import { chosenAttempt, observationsOf, trialName, type Variant } from '../plan/attempts.ts';
import { judgeExchange } from './exchange.ts';
import { decode, type Exchange, factsOf, mainConversation } from './facts.ts';
import { type Code, type Finding, finding } from './feedback.ts';

/** Habits of a server that only show across cases, and that turn "no reply" into its reason. */
export interface ServerTraits {
  readonly waitsForNewline: boolean;
  readonly waitsForEndOfFile: boolean;
}

export const noTraits: ServerTraits = { waitsForNewline: false, waitsForEndOfFile: false };

/** What the reference case, and the peer that half-closes, tell of a server. */
export function serverTraits(server: Program, observations: Observations): ServerTraits {
  const reference = observations.get(`reference/${server.id}`) ?? [];
  const attempt = chosenAttempt(server, reference);
  const own = observationsOf(attempt, reference);
  const silent = (variant: Variant) => {
    const seen = own.find((one) => one.trial === trialName(variant, attempt));
    return (
      seen !== undefined &&
      codeOf({ observation: seen, index: 0, clientName: '', serverName: '' }) === 'server-never-replies'
    );
  };
  const answers = (variant: Variant) => {
    const seen = own.find((one) => one.trial === trialName(variant, attempt));
    return (
      seen !== undefined &&
      (mainConversation({ observation: seen, index: 0, clientName: '', serverName: '' })?.fromServer.length ?? 0) > 0
    );
  };
  // Our reference client ends its side when it gives up: a reply right after that is one to the end of file.
  const repliesToEnd = own.some((seen) =>
    seen.conversations.some(
      ({ fromClient, fromServer }) =>
        fromClient.finMs !== null && fromServer.firstByteMs !== null && fromServer.firstByteMs >= fromClient.finMs,
    ),
  );
  return {
    waitsForNewline: silent('plain') && answers('newline'),
    waitsForEndOfFile: repliesToEnd && !answers('newline'),
  };
}

/** Replaces a server's silence by the reason that its traits give. */
export function explainSilence(findings: readonly Finding[], exchange: Exchange, traits: ServerTraits): Finding[] {
  return findings.map((found) => {
    if (found.code !== 'server-never-replies') return found;
    const conversation = mainConversation(exchange);
    const greeting = conversation ? decode(conversation.fromClient.bytes).toString() : '';
    const code: Code | undefined =
      traits.waitsForNewline && !greeting.includes('\n')
        ? 'server-waits-for-newline'
        : traits.waitsForEndOfFile
          ? 'server-waits-for-end-of-file'
          : undefined;
    return code === undefined ? found : finding(found.side, found.outcome, code, factsOf(exchange));
  });
}

function codeOf(exchange: Exchange): string | undefined {
  return judgeExchange(exchange).findings[0]?.code;
}
