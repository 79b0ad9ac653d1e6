import type { Outcome, ProcessObservation } from '@gradewire/core';
import { clientOf, conversationsOf, decode, type Exchange, factsOf, mainConversation } from './facts.ts';
import { type Code, type Finding, finding } from './feedback.ts';
import {
  isEcho,
  isExactGoodbye,
  isExactHello,
  isGoodbye,
  isHello,
  isStackTrace,
  printed,
  printedPart,
} from './text.ts';

/** What an exchange came to. No findings: it passed. Slips cost a little and fail nothing. */
export interface Judged {
  readonly findings: readonly Finding[];
  readonly slips: readonly Finding[];
}

/** A client that has waited this long and then leaves has been let down, not impatient. */
const patienceMs = 1000;

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
  if (conversation.fromServer.length === 0) return one(noReply(exchange));
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
  const servedBefore = exchange.index > 0;
  if (servedBefore && server?.end.how === 'exited')
    return finding('server', 'failed', 'server-serves-one-client', facts);
  if (servedBefore && server?.end.how === 'stopped')
    return finding('server', 'failed', 'server-serves-one-client', facts);
  return finding('server', server ? endOutcome(server) : 'failed', 'server-gone', facts);
}

/** The connection stands and the server has sent nothing. */
function noReply(exchange: Exchange): Finding {
  const { observation } = exchange;
  const client = clientOf(exchange);
  const conversation = mainConversation(exchange)!;
  const facts = factsOf(exchange);
  const { fromClient, fromServer } = conversation;
  const serverDied = observation.server !== null && observation.server.end.how !== 'stopped';
  const serverEndedFirst =
    earliest(fromServer.finMs, fromServer.resetMs) < earliest(fromClient.finMs, fromClient.resetMs, client.endedMs);
  const halfClosed = fromClient.finMs !== null && fromClient.finMs < client.endedMs - 50;

  if (fromClient.length === 0 && !serverEndedFirst) {
    return finding('client', endOutcome(client), 'client-sends-nothing', facts);
  }
  if (serverEndedFirst || (halfClosed && fromServer.finMs !== null)) {
    if (serverDied && endOutcome(observation.server!) === 'crashed')
      return finding('server', 'crashed', 'server-crashes', facts);
    return finding(
      'server',
      'failed',
      fromServer.resetMs !== null ? 'server-resets' : 'server-closes-without-reply',
      facts,
    );
  }
  const waitedMs = earliest(fromClient.finMs, fromClient.resetMs, client.endedMs) - (fromClient.lastByteMs ?? 0);
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
  if (!isGoodbye(reply)) add('server', 'failed', isEcho(reply, greeting) ? 'reply-echo' : 'reply-not-goodbye');
  else if (!isExactGoodbye(reply)) slips.push(finding('server', 'failed', 'spelling-reply', facts));
  if (greeting !== '' && !isHello(greeting)) add('client', 'failed', 'client-greeting-not-hello');
  else if (greeting !== '' && !isExactHello(greeting))
    slips.push(finding('client', 'failed', 'spelling-greeting', facts));

  const whole = conversation.fromServer.length > 4096 ? reply.slice(0, 4000) : reply;
  const waitedMs = client.endedMs - (conversation.fromServer.lastByteMs ?? 0);
  if (leftOpen && waitedMs >= patienceMs) add('server', 'timed-out', 'server-keeps-open');
  else if (client.end.how === 'wall-limit') {
    add('client', 'timed-out', reply.includes('\n') ? 'client-never-ends' : 'client-waits-for-newline');
  } else if (endOutcome(client) === 'crashed') {
    const byServer = conversation.fromServer.resetMs !== null && !printed(client, whole);
    add(byServer ? 'server' : 'client', byServer ? 'failed' : 'crashed', byServer ? 'server-resets' : 'client-crashes');
  } else if (!printed(client, whole)) {
    add('client', 'failed', printedPart(client, whole) ? 'client-prints-part' : 'client-prints-nothing');
  } else if (client.end.how !== 'exited' || client.end.code !== 0) {
    add('client', 'failed', 'client-exit-code');
  }
  const died = observation.server !== null && observation.server.end.how !== 'stopped';
  const last = exchange.index === observation.clients.length - 1;
  if (findings.length === 0 && last && died) add('server', endOutcome(observation.server!), 'server-dies-after');
  return { findings, slips };
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

function earliest(...times: (number | null)[]): number {
  return Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
}
