import type { Conversation, Outcome, ProcessObservation } from '@gradewire/core';
import { clientOf, conversationsOf, decode, type Exchange, factsOf, mainConversation } from './facts.ts';
import { type Code, type Finding, finding } from './feedback.ts';
import {
  beginsGoodbye,
  isEcho,
  isExactGoodbye,
  isExactHello,
  isGoodbye,
  isHello,
  isRefused,
  isStackTrace,
  printed,
  printedInPieces,
  printedPart,
} from './text.ts';
import { closedBeforeReply, earliest, patienceMs, repliedInTime } from './timing.ts';

/** What an exchange came to. No findings: it passed. Slips cost a little and fail nothing. */
export interface Judged {
  readonly findings: readonly Finding[];
  readonly slips: readonly Finding[];
}

/** No more than what the first receive returns at the least, in characters: how the rest is cut up is left to chance. */
const oneSegment = 1000;

/** Judges one client's exchange with the server, from the wire and from how the processes ended. */
export function judgeExchange(exchange: Exchange): Judged {
  const client = clientOf(exchange);
  const conversation = mainConversation(exchange);
  const one = (found: Finding | undefined): Judged => ({ findings: found ? [found] : [], slips: [] });
  const facts = factsOf(exchange);
  const server = (outcome: Outcome, code: Code) => one(finding('server', outcome, code, facts));

  const unready = serverNeverReady(exchange);
  if (unready) return one(unready);
  const limit = limitBroken(exchange);
  if (limit) return one(limit);
  if (client.end.how === 'not-started') return one(finding('client', 'failed', 'client-not-started', facts));
  if (!conversation) return one(neverConnected(exchange));
  if (conversation.refused) return one(refused(exchange));
  if (!conversation.established) return server('failed', 'server-does-not-accept');
  if (!repliedInTime(conversation, client)) return one(noReply(exchange));
  return afterReply(exchange);
}

/** Undefined if the server was ready. */
export function serverNeverReady(exchange: Exchange): Finding | undefined {
  const { observation } = exchange;
  if (observation.server === null || observation.serverReadyMs !== null) return undefined;
  const facts = factsOf(exchange);
  const { end } = observation.server;
  if (end.how === 'not-started') return finding('server', 'failed', 'server-not-started', facts);
  if (observation.listening.some((one) => one.port !== observation.port && !one.address.startsWith('127.'))) {
    return finding('server', 'failed', 'server-fixed-port', facts);
  }
  if (end.how === 'stopped' || end.how === 'wall-limit')
    return finding('server', 'timed-out', 'server-not-listening', facts);
  return finding('server', endOutcome(observation.server), 'server-exits-at-start', facts);
}

function limitBroken(exchange: Exchange): Finding | undefined {
  const facts = factsOf(exchange);
  const how = clientOf(exchange).end.how;
  if (how === 'output-limit' || how === 'out-of-memory') return finding('client', how, `client-${how}`, facts);
  const server = exchange.observation.server?.end.how;
  if (server === 'output-limit' || server === 'out-of-memory')
    return finding('server', server, `server-${server}`, facts);
  return undefined;
}

function neverConnected(exchange: Exchange): Finding {
  const facts = factsOf(exchange);
  const client = clientOf(exchange);
  const other = conversationsOf(exchange).length > 0;
  if (other) return finding('client', 'failed', 'client-fixed-port', facts);
  // Something refused it, and that was not on the link: it knocked at an address of its own.
  if (isRefused(client)) return finding('client', 'failed', 'client-fixed-address', facts);
  const crashed = endOutcome(client) === 'crashed';
  return finding('client', endOutcome(client), crashed ? 'client-crashes' : 'client-never-connects', facts);
}

function refused(exchange: Exchange): Finding {
  const { observation } = exchange;
  const facts = factsOf(exchange);
  const server = observation.server;
  const own = observation.listening.filter((one) => one.port === observation.port);
  if (own.length > 0 && own.every((one) => one.address.startsWith('127.'))) {
    return finding('server', 'failed', 'server-loopback-only', facts);
  }
  if (exchange.index > 0 && server && ['exited', 'stopped'].includes(server.end.how) && !hasCrashed(server))
    return finding('server', 'failed', 'server-serves-one-client', facts);
  return finding('server', server ? endOutcome(server) : 'failed', 'server-gone', facts);
}

/** The connection stands and the server has sent nothing while the client waited. */
function noReply(exchange: Exchange): Finding {
  const { observation } = exchange;
  const client = clientOf(exchange);
  const conversation = mainConversation(exchange)!;
  const facts = factsOf(exchange);
  const { fromClient, fromServer } = conversation;
  const died = observation.server !== null && observation.server.end.how !== 'stopped';
  const serverEndedFirst =
    earliest(fromServer.finMs, fromServer.resetMs) < earliest(fromClient.finMs, fromClient.resetMs, client.endedMs);
  const waitedMs =
    earliest(fromClient.finMs, fromClient.resetMs, client.endedMs) - (fromClient.lastByteMs ?? conversation.openedMs);
  const halfClosed = waitedMs < patienceMs && fromClient.finMs !== null && fromClient.finMs < client.endedMs - 50;

  if (fromClient.length === 0 && !serverEndedFirst) {
    return finding('client', endOutcome(client), 'client-sends-nothing', facts);
  }
  if (serverEndedFirst || (halfClosed && fromServer.finMs !== null)) {
    if (died && hasCrashed(observation.server!)) return finding('server', 'crashed', 'server-crashes', facts);
    // The system may still take a connection that the program, on its way out, resets.
    if (died && exchange.index > 0) return finding('server', 'failed', 'server-serves-one-client', facts);
    // With unread bytes, closing is a reset (RFC 2525 §2.17): to the client it is the same.
    return finding('server', 'failed', 'server-closes-without-reply', facts);
  }
  if (client.end.how === 'wall-limit' || halfClosed || waitedMs >= patienceMs)
    return finding('server', 'timed-out', 'server-never-replies', facts);
  if (endOutcome(client) === 'crashed') return finding('client', 'crashed', 'client-crashes', facts);
  return finding('client', 'failed', 'client-leaves-early', facts);
}

/** The server has sent something: both sides may be at fault, each for its own part. */
function afterReply(exchange: Exchange): Judged {
  const { observation } = exchange;
  const client = clientOf(exchange);
  const conversation = mainConversation(exchange)!;
  const facts = factsOf(exchange);
  const greeting = decode(conversation.fromClient.bytes).toString();
  const reply = decode(conversation.fromServer.bytes).toString();
  const findings: Finding[] = [];
  const slips: Finding[] = [];
  const add = (side: Finding['side'], outcome: Outcome, code: Code) =>
    findings.push(finding(side, outcome, code, facts));

  const closedMs = earliest(conversation.fromServer.finMs, conversation.fromServer.resetMs);
  const leftOpen = closedMs > client.endedMs - 20;
  if (stopsReading(conversation, reply)) add('client', 'failed', 'client-stops-reading');
  else if (!isGoodbye(reply)) add('server', 'failed', isEcho(reply, greeting) ? 'reply-echo' : 'reply-not-goodbye');
  else if (!isExactGoodbye(reply)) slips.push(finding('server', 'failed', 'spelling-reply', facts));
  if (greeting !== '' && !isHello(greeting)) add('client', 'failed', 'client-greeting-not-hello');
  else if (greeting !== '' && !isExactHello(greeting))
    slips.push(finding('client', 'failed', 'spelling-greeting', facts));

  if (findings.some(({ code }) => code === 'client-stops-reading')) return { findings, slips };

  const whole = conversation.fromServer.length > 4096 ? reply.slice(0, oneSegment) : reply;
  const waitedMs = client.endedMs - (conversation.fromServer.lastByteMs ?? 0);
  if (leftOpen && waitedMs >= patienceMs) add('server', 'timed-out', 'server-keeps-open');
  else if (client.end.how === 'wall-limit') {
    add('client', 'timed-out', 'client-never-ends');
  } else if (closedBeforeReply(conversation) && howPrinted(client, whole) === 'client-prints-nothing') {
    add('client', 'failed', 'client-leaves-early');
  } else if (endOutcome(client) === 'crashed') {
    const byServer = conversation.fromServer.resetMs !== null && !printed(client, whole);
    add(byServer ? 'server' : 'client', byServer ? 'failed' : 'crashed', byServer ? 'server-resets' : 'client-crashes');
  } else if (!printed(client, whole)) {
    add('client', 'failed', howPrinted(client, whole));
  } else if (client.end.how !== 'exited' || client.end.code !== 0) {
    add('client', 'failed', 'client-exit-code');
  }
  const died = observation.server !== null && observation.server.end.how !== 'stopped';
  const last = exchange.index === observation.clients.length - 1;
  if (findings.length === 0 && last && died) add('server', endOutcome(observation.server!), 'server-dies-after');
  return { findings, slips };
}

/** The reply began as a goodbye, and the client was gone before the server had finished. */
function stopsReading({ fromClient, fromServer }: Conversation, reply: string): boolean {
  return beginsGoodbye(reply) && earliest(fromClient.finMs, fromClient.resetMs) < earliest(fromServer.finMs);
}

/** What is wrong with the output of a client that did not print the reply as it came. */
export function howPrinted(client: ProcessObservation, reply: string): Code {
  if (printedInPieces(client, reply)) return 'client-prints-pieces';
  return printedPart(client, reply) ? 'client-prints-part' : 'client-prints-nothing';
}

function hasCrashed(process: ProcessObservation): boolean {
  return endOutcome(process) === 'crashed';
}

/** How a process's end reads as an outcome, where ending like that is wrong. */
export function endOutcome(process: ProcessObservation): Outcome {
  switch (process.end.how) {
    case 'signalled':
      return 'crashed';
    case 'exited':
      return process.end.code !== 0 && isStackTrace(process) ? 'crashed' : 'failed';
    case 'wall-limit':
      return 'timed-out';
    case 'out-of-memory':
    case 'output-limit':
      return process.end.how;
    case 'not-run':
      return 'not-run';
    default:
      return 'failed';
  }
}
