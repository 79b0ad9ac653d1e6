import { type Conversation, type Observation, type ProcessEnd, type ProcessObservation, quote } from '@gradewire/core';
import type { Facts } from './feedback.ts';

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

/** The conversations that this client opened while it ran. */
export function conversationsOf(exchange: Exchange): Conversation[] {
  const client = clientOf(exchange);
  // Both clocks are the host's; a millisecond covers their rounding.
  return exchange.observation.conversations.filter(
    (one) => one.openedMs >= client.startedMs - 1 && one.openedMs <= client.endedMs + 1,
  );
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
  };
}

export function decode(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}

/** The last thing a program said, for people: standard error first, since that is where errors belong. */
export function lastLine(process: ProcessObservation | null | undefined): string {
  const lines = `${process?.stdout ?? ''}\n${process?.stderr ?? ''}`.split('\n').filter((line) => line.trim() !== '');
  const line = lines.at(-1);
  return line === undefined ? '' : quote(Buffer.from(line.trimEnd()), 160);
}

export function describeEnd(end: ProcessEnd): string {
  switch (end.how) {
    case 'exited':
      return `exited with code ${end.code}`;
    case 'signalled':
      return `was ended by ${end.signal}`;
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
