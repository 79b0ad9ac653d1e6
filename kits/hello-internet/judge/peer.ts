import type { Observation, Program, Verdict } from '@gradewire/core';
import { peersFor } from '../plan/peers.ts';
import { evidenceOf } from './evidence.ts';
import { judgeExchange, serverNeverReady } from './exchange.ts';
import { clientOf, type Exchange, factsOf, lastLine, mainConversation } from './facts.ts';
import { type Finding, finding, say } from './feedback.ts';
import { namesFor } from './reference.ts';
import { explainSilence, type ServerTraits } from './traits.ts';
import { fromFindings, passed } from './verdict.ts';

/** A program with one of our hostile or odd peers. */
export function judgePeer(program: Program, name: string, observation: Observation, traits: ServerTraits): Verdict {
  const evidence = evidenceOf(observation);
  const peer = peersFor(program.role).find((one) => one.name === name)!;
  const findings =
    program.role === 'client'
      ? clientMeets(program, name, observation)
      : serverMeets(program, name, observation, traits);
  if (peer.kind === 'graded') return fromFindings(findings, [], evidence);
  // Nothing in the protocol says what is right here: shown, never charged.
  const facts = factsOf({ observation, index: 0, ...namesFor(program) });
  const shown = program.role === 'client' ? facts : { ...facts, client: facts.server, clientEnd: facts.serverEnd };
  return { ...passed(evidence), feedback: [say('informational', shown)] };
}

/** The student's client with one of our servers. */
function clientMeets(program: Program, name: string, observation: Observation): Finding[] {
  const exchange: Exchange = { observation, index: 0, ...namesFor(program) };
  // A server that leaves its socket open on purpose has said FIN: what then waits is the client.
  const findings = judgeExchange(exchange).findings.filter(({ side }) => side === 'client');
  if (name !== 'long' || findings.length > 0) return findings;
  const client = clientOf(exchange);
  const sent = mainConversation(exchange)?.fromServer.length ?? 0;
  const whole = client.stdout.trimEnd().endsWith('end.') && client.stdout.length >= sent;
  return whole ? [] : [finding('client', 'failed', 'long-reply-lost', factsOf(exchange))];
}

/** The student's server with one of our clients, and then with an ordinary one. */
function serverMeets(program: Program, name: string, observation: Observation, traits: ServerTraits): Finding[] {
  const names = namesFor(program);
  const hostile: Exchange = { observation, index: 0, ...names };
  const ordinary: Exchange = { observation, index: 1, ...names };
  const unready = serverNeverReady(hostile);
  if (unready) return [unready];
  const findings = hostileItself(name, hostile, traits);
  if (findings.length > 0) return findings;
  const after = explainSilence(judgeExchange(ordinary).findings, ordinary, traits).filter(
    ({ side }) => side === 'server',
  );
  if (after.length === 0) return [];
  const known = after.find(({ code }) => code === 'server-serves-one-client' || code.startsWith('server-waits'));
  if (known) return [known];
  return [finding('server', after[0]!.outcome, 'hostile-client-breaks-server', factsOf(ordinary))];
}

/** Some of our clients are odd but right, and must be served themselves. */
function hostileItself(name: string, exchange: Exchange, traits: ServerTraits): Finding[] {
  const client = clientOf(exchange);
  const ok = client.end.how === 'exited' && client.end.code === 0;
  if (ok || !['bytes', 'half-close', 'three'].includes(name)) return [];
  if (name === 'three') {
    const facts = { ...factsOf(exchange), clientSaid: lastLine(client) };
    return [finding('server', 'failed', 'three-clients-not-served', facts)];
  }
  const findings = explainSilence(judgeExchange(exchange).findings, exchange, traits).filter(
    ({ side }) => side === 'server',
  );
  if (findings.length > 0) return findings;
  // Nothing wrong with the exchange as such, yet our client did not get its greeting out.
  return [finding('server', 'failed', 'server-answers-too-early', factsOf(exchange))];
}
