import type { Observation, ProcessObservation, Program, Verdict } from '@gradewire/core';
import { type PeerCase, peersFor } from '../plan/peers.ts';
import { evidenceOf } from './evidence.ts';
import { endOutcome, howPrinted, judgeExchange, serverNeverReady } from './exchange.ts';
import { clientOf, type Exchange, factsOf, mainConversation } from './facts.ts';
import { type Code, type Finding, finding, say } from './feedback.ts';
import { namesFor } from './reference.ts';
import { printed, squeeze } from './text.ts';
import { explain, type Traits } from './traits.ts';
import { fromFindings, passed } from './verdict.ts';

/** A program with one of our hostile or odd peers. */
export function judgePeer(program: Program, name: string, observation: Observation, traits: Traits): Verdict {
  const evidence = evidenceOf(observation);
  const peer = peersFor(program.role).find((one) => one.name === name)!;
  const findings =
    program.role === 'client'
      ? clientMeets(program, peer, observation, traits)
      : serverMeets(program, peer, observation, traits);
  if (peer.kind === 'graded') return fromFindings(findings, [], evidence);
  // Nothing in the protocol says what is right here: shown, never charged.
  const facts = { ...factsOf({ observation, index: 0, ...namesFor(program) }), situation: peer.situation };
  const shown = program.role === 'client' ? facts : { ...facts, client: facts.server, clientEnd: facts.serverEnd };
  return { ...passed(evidence), feedback: [say('informational', shown)] };
}

/** What our servers reply; see peers/phrases.h. */
const goodbye = 'Goodbye in Gradewire';
const longReplyBytes = 100_000;
const longReply = `${goodbye.padEnd(longReplyBytes - ' end.'.length, ' and so on')} end.`;

const partial = new Set(['client-prints-part', 'client-stops-reading']);
const aboutPrinting = new Set([...partial, 'client-prints-pieces', 'client-prints-nothing']);

/** The student's client with one of our servers. */
function clientMeets(program: Program, { name }: PeerCase, observation: Observation, traits: Traits): Finding[] {
  const exchange: Exchange = { observation, index: 0, ...namesFor(program) };
  const client = clientOf(exchange);
  // A client that leaves early cuts the reply short on the wire, too: what counts is what our server had to say.
  const replyBytes = name === 'long' ? longReplyBytes : goodbye.length;
  const facts = { ...factsOf(exchange), replyBytes };
  const own = judgeExchange(exchange).findings.filter(({ side }) => side === 'client');
  const explained = explain(own, exchange, { client: traits }).filter(({ side }) => side === 'client');
  if (name === 'long') {
    const others = explained.filter(({ code }) => !aboutPrinting.has(code));
    const code = howLongReplyIsPrinted(client);
    return others.length > 0 || code === undefined ? others : [finding('client', 'failed', code, facts)];
  }
  if (explained.length > 0) {
    return explained.map((found) =>
      partial.has(found.code) ? finding('client', found.outcome, 'client-prints-part', facts) : found,
    );
  }
  return printed(client, goodbye) ? [] : [finding('client', 'failed', howPrinted(client, goodbye), facts)];
}

/** Whole and in one, in pieces with something in between, in part, or not at all. */
function howLongReplyIsPrinted(client: ProcessObservation): Code | undefined {
  const out = squeeze(client.stdout);
  const wanted = squeeze(longReply);
  if (out.includes(wanted)) return undefined;
  const from = out.indexOf(goodbye);
  if (from < 0) return 'client-prints-nothing';
  // How many pieces it comes in is chance, but what stands between them makes it longer.
  const length = out.lastIndexOf('end.') + 'end.'.length - from;
  return length > wanted.length ? 'client-prints-pieces' : 'client-prints-part';
}

/** The student's server with one of our clients, and then with an ordinary one. */
function serverMeets(program: Program, peer: PeerCase, observation: Observation, traits: Traits): Finding[] {
  const names = namesFor(program);
  const hostile: Exchange = { observation, index: 0, ...names };
  const ordinary: Exchange = { observation, index: 1, ...names };
  const unready = serverNeverReady(hostile);
  if (unready) return [unready];
  const itself = hostileItself(peer.name, hostile, traits);
  if (itself) return [itself];
  const after = explain(judgeExchange(ordinary).findings, ordinary, { server: traits });
  const [first] = after.filter(({ side }) => side === 'server');
  if (first === undefined) return [];
  if (first.code.startsWith('server-waits') || first.code === 'server-keeps-open') return [first];
  const code = traits.servesOneClient ? 'server-serves-one-client' : 'hostile-client-breaks-server';
  // Whether the next client still gets into a dying server's queue is a matter of microseconds, and no matter here.
  const server = observation.server!;
  const outcome = server.end.how === 'stopped' ? first.outcome : endOutcome(server);
  return [finding('server', outcome, code, { ...factsOf(ordinary), situation: peer.situation })];
}

/** Some of our clients are odd but right, and must be served themselves. */
function hostileItself(name: string, exchange: Exchange, traits: Traits): Finding | undefined {
  const client = clientOf(exchange);
  const ok = client.end.how === 'exited' && client.end.code === 0;
  if (ok || !['bytes', 'half-close', 'three'].includes(name)) return undefined;
  const facts = factsOf(exchange);
  const server = exchange.observation.server!;
  if (name === 'three') {
    if (traits.waitsForNewline) return finding('server', 'timed-out', 'server-waits-for-newline', facts);
    if (traits.keepsOpen) return finding('server', 'timed-out', 'server-keeps-open', facts);
    const code = traits.servesOneClient ? 'server-serves-one-client' : 'three-clients-not-served';
    return finding('server', 'failed', code, facts);
  }
  const unanswered = mainConversation(exchange)?.fromServer.length === 0;
  if (name === 'half-close' && unanswered && endOutcome(server) !== 'crashed' && !traits.servesOneClient) {
    const code = server.end.how === 'exited' ? 'server-exits-on-half-close' : 'server-needs-open-client';
    return finding('server', 'failed', code, facts);
  }
  const [found] = explain(judgeExchange(exchange).findings, exchange, { server: traits }).filter(
    ({ side }) => side === 'server',
  );
  // Nothing wrong with the exchange as such, yet our client did not get its greeting out.
  return found ?? finding('server', 'failed', 'server-answers-too-early', facts);
}
