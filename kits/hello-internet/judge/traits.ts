import type { Observation, Observations, Program } from '@gradewire/core';
import { chosenAttempt, observationsOf, silenceTrial, trialName, type Variant } from '../plan/attempts.ts';
import { judgeExchange } from './exchange.ts';
import { clientOf, decode, type Exchange, factsOf, mainConversation } from './facts.ts';
import { type Code, type Finding, finding } from './feedback.ts';
import { closedBeforeReply, repliedInTime } from './timing.ts';

/** Habits of a program that only show across trials, and that turn a symptom into its reason. */
export interface Traits {
  readonly waitsForNewline: boolean;
  /** Servers only. */
  readonly waitsForEndOfFile: boolean;
  /** Servers only. */
  readonly servesOneClient: boolean;
  /** Servers only. */
  readonly keepsOpen: boolean;
  /** Clients only: ends its side after the greeting and goes on reading, as the protocol allows. */
  readonly halfCloses: boolean;
}

export const noTraits: Traits = {
  waitsForNewline: false,
  waitsForEndOfFile: false,
  servesOneClient: false,
  keepsOpen: false,
  halfCloses: false,
};

/** What the reference case tells of a program. */
export function traitsOf(program: Program, observations: Observations): Traits {
  const reference = observations.get(`reference/${program.id}`) ?? [];
  const attempt = chosenAttempt(program, reference);
  const seen = (variant: Variant) => reference.find((one) => one.trial === trialName(variant, attempt));
  const [plain, newline] = [seen('plain'), seen('newline')];
  if (plain === undefined || newline === undefined) return noTraits;
  if (program.role === 'client') {
    const fails = (one: Observation) => codeOf(one, 'client') !== undefined;
    const halfCloses = [plain, newline].some((one) => !fails(one) && endsFirst(one));
    return { ...noTraits, waitsForNewline: fails(plain) && !fails(newline), halfCloses };
  }
  const toEnd = reference.find((one) => one.trial === silenceTrial(attempt));
  return {
    waitsForNewline: isSilent(plain) && isAnswered(newline),
    waitsForEndOfFile: toEnd !== undefined && isAnswered(toEnd),
    servesOneClient: observationsOf(attempt, reference).some(
      (one) => one.clients.length > 1 && isAnswered(one) && codeOf(one, 'server', 1) === 'server-serves-one-client',
    ),
    halfCloses: false,
    keepsOpen: [plain, newline].some((one) => codeOf(one, 'server') === 'server-keeps-open'),
  };
}

/** Whether a server said nothing to either of our clients, so that only one that ends its side can tell why. */
export function isSilentToAll(server: Program, reference: readonly Observation[]): boolean {
  const own = observationsOf(chosenAttempt(server, reference), reference);
  return own.length > 1 && own.every(isSilent);
}

/** Replaces a symptom by the reason that the traits of its program give. */
export function explain(
  findings: readonly Finding[],
  exchange: Exchange,
  traits: { readonly client?: Traits; readonly server?: Traits },
): Finding[] {
  return findings.map((found) => {
    // It is known to read on after its FIN: what it did not wait for never came.
    if (found.code === 'client-leaves-early' && traits.client?.halfCloses) {
      return finding('server', 'failed', 'server-needs-open-client', factsOf(exchange));
    }
    const code = reasonOf(found, exchange, traits[found.side] ?? noTraits);
    return code === undefined ? found : finding(found.side, found.outcome, code, factsOf(exchange));
  });
}

const symptomsOfWaiting: readonly Code[] = [
  'client-crashes',
  'client-exit-code',
  'client-never-ends',
  'client-prints-nothing',
  'client-prints-part',
];

function reasonOf(found: Finding, exchange: Exchange, traits: Traits): Code | undefined {
  const conversation = mainConversation(exchange);
  const said = (side: 'fromClient' | 'fromServer') => decode(conversation?.[side].bytes ?? '').toString();
  if (found.side === 'client') {
    const waits = traits.waitsForNewline && symptomsOfWaiting.includes(found.code) && conversation !== undefined;
    return waits && !said('fromServer').includes('\n') ? 'client-waits-for-newline' : undefined;
  }
  if (found.code !== 'server-never-replies') return undefined;
  if (traits.waitsForNewline && !said('fromClient').includes('\n')) return 'server-waits-for-newline';
  return traits.waitsForEndOfFile ? 'server-waits-for-end-of-file' : undefined;
}

function isSilent(observation: Observation): boolean {
  return codeOf(observation, 'server') === 'server-never-replies';
}

function isAnswered(observation: Observation): boolean {
  const exchange = anonymous(observation, 0);
  const conversation = mainConversation(exchange);
  return conversation !== undefined && repliedInTime(conversation, clientOf(exchange));
}

function endsFirst(observation: Observation): boolean {
  const conversation = mainConversation(anonymous(observation, 0));
  return conversation !== undefined && closedBeforeReply(conversation);
}

function codeOf(observation: Observation, side: Finding['side'], index = 0): Code | undefined {
  if (observation.clients[index] === undefined || observation.clients[index].end.how === 'not-run') return undefined;
  return judgeExchange(anonymous(observation, index)).findings.find((found) => found.side === side)?.code;
}

function anonymous(observation: Observation, index: number): Exchange {
  return { observation, index, clientName: '', serverName: '' };
}
