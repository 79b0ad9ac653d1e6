import { type Conversation, type Observation, type ProcessEnd, type ProcessObservation, quote } from '@gradewire/core';
import { lastWords } from '../../judge/last-words.ts';
import type { Facts } from './feedback.ts';
import { repliedInTime } from './timing.ts';

/** One client's meeting with the server: its process and what it said on the wire. */
export interface Exchange {
  readonly observation: Observation;
  /** Which of the observation's clients. */
  readonly index: number;
  readonly clientName: string;
  readonly serverName: string;
}

export function clientOf(exchange: Exchange): ProcessObservation {
  return exchange.observation.clients[exchange.index]!;
}

/** The conversations that this client opened: those after its start and before the next one's. */
export function conversationsOf({ observation, index }: Exchange): Conversation[] {
  const started = observation.clients.map(({ end, startedMs }) => (end.how === 'not-run' ? null : startedMs));
  // A program's own start takes longer than the two clocks differ.
  const opener = (one: Conversation) => started.findLastIndex((ms) => ms !== null && ms <= one.openedMs);
  return observation.conversations.filter((one) => Math.max(0, opener(one)) === index);
}

/** The conversation that counts: with the server's port, established, and the last of several. */
export function mainConversation(exchange: Exchange): Conversation | undefined {
  const ports = new Set([exchange.observation.port, ...exchange.observation.listening.map((one) => one.port)]);
  const own = conversationsOf(exchange).filter((one) => ports.has(one.serverPort));
  return own.findLast((one) => one.established) ?? own.at(-1);
}

export function factsOf(exchange: Exchange): Facts {
  const { observation } = exchange;
  const client = exchange.observation.clients[exchange.index];
  const conversation = client && mainConversation(exchange);
  const greeting = conversation ? decode(conversation.fromClient.bytes) : Buffer.alloc(0);
  const reply = conversation ? decode(conversation.fromServer.bytes) : Buffer.alloc(0);
  const knocked = client && conversationsOf(exchange).find((one) => one.serverPort !== observation.port);
  const listens = observation.listening.find((one) => one.port !== observation.port);
  return {
    client: exchange.clientName,
    server: exchange.serverName,
    port: observation.port,
    otherPort: knocked?.serverPort ?? listens?.port ?? null,
    greeting: quote(greeting, 80, conversation?.fromClient.length),
    reply: quote(reply, 80, conversation?.fromServer.length),
    replyBytes: conversation?.fromServer.length ?? 0,
    clientSaid: lastLine(client),
    serverSaid: lastLine(observation.server),
    clientEnd: describeEnd(client?.end ?? { how: 'not-run' }),
    serverEnd: describeEnd(observation.server?.end ?? { how: 'not-run' }),
    situation: '',
    calledWith: '',
    served: client ? conversationsOf(exchange).filter((one) => repliedInTime(one, client)).length : 0,
    waitedMs: 0,
  };
}

export function decode(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}

/**
 * The last thing that a program said, for people: standard error first, since that is where errors belong, and of a crash
 * what went wrong. Of a program that was ended by a signal, what it printed before tells nothing.
 */
export function lastLine(process: ProcessObservation | null | undefined): string {
  const heard = process?.end.how === 'signalled' ? '' : (process?.stdout ?? '');
  const lines = `${heard}\n${process?.stderr ?? ''}`.split('\n').filter((line) => line.trim() !== '');
  const line = lines.findLast((one) => !/^\s|^(goroutine|exit status|\[stderr\])/.test(one)) ?? lines.at(-1);
  return lastWords(process?.stderr ?? '', line);
}

export function describeEnd(end: ProcessEnd): string {
  switch (end.how) {
    case 'exited':
      return `exited with code ${end.code}`;
    case 'signalled':
      return `was ended by ${end.signal}${signalMeanings[end.signal] ?? ''}`;
    case 'wall-limit':
      return 'was still running when its time was up';
    case 'out-of-memory':
      return 'ran out of memory';
    case 'output-limit':
      return 'printed without end';
    case 'not-started':
      return end.reason === 'ENOENT' ? 'there is no such program' : end.reason;
    case 'stopped':
      return 'was still running at the end';
    case 'not-run':
      return 'was not run';
  }
}

const signalMeanings: Readonly<Record<string, string>> = {
  SIGSEGV: ' (it used memory that is not its own)',
  SIGPIPE: ' (it wrote to a connection that the other side had closed)',
  SIGABRT: ' (it gave up by itself: an error that nothing caught)',
  SIGFPE: ' (a division by zero, most likely)',
};
