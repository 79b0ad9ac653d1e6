import type { Observation, Program, Verdict } from '@gradewire/core';
import { usageFor } from '../plan/usage.ts';
import { evidenceOf } from './evidence.ts';
import { endOutcome, judgeExchange } from './exchange.ts';
import { type Exchange, factsOf } from './facts.ts';
import { type Code, type Finding, finding } from './feedback.ts';
import { namesFor } from './reference.ts';
import { isStackTrace } from './text.ts';
import { explain, type Traits } from './traits.ts';
import { fromFindings, passed } from './verdict.ts';

/** A program called in another way than the reference case does. */
export function judgeUsage(program: Program, name: string, observation: Observation, traits: Traits): Verdict {
  const usage = usageFor(program.role).find((one) => one.name === name)!;
  const evidence = evidenceOf(observation);
  const exchange = { observation, index: 0, ...namesFor(program) };
  if (usage.expects === 'works') {
    const { findings } = judgeExchange(exchange);
    const own = explain(findings, exchange, { [program.role]: traits }).filter(({ side }) => side === program.role);
    return fromFindings(observation.conversations.length > 0 ? own : own.map(unresolved(exchange)), [], evidence);
  }
  const side = program.role === 'server' ? 'server' : 'client';
  const process = side === 'client' ? observation.clients[0]! : observation.server!;
  const facts = { ...factsOf(exchange), situation: usage.situation };
  // The texts speak of the program in question, whichever side it is.
  const own =
    side === 'client'
      ? facts
      : { ...facts, client: facts.server, clientEnd: facts.serverEnd, clientSaid: facts.serverSaid };
  const fails = (code: Code, outcome = endOutcome(process)) =>
    fromFindings([finding(side, outcome, code, own)], [], evidence);

  if (process.end.how === 'wall-limit' || process.end.how === 'stopped') {
    // Whether its time or ours ended it does not matter.
    const listens = side === 'server' && observation.listening.length > 0;
    return listens ? fails('usage-ignores-arguments', 'failed') : fails('usage-hangs', 'timed-out');
  }
  if (process.end.how === 'signalled') return fails('usage-crashes');
  if (process.end.how !== 'exited') return fails('usage-hangs');
  if (process.end.code === 0) return fails('usage-no-error-code');
  if (process.stdout.trim() === '' && process.stderr.trim() === '') return fails('usage-silent');
  return passed(evidence, isStackTrace(process) ? [finding(side, 'passed', 'usage-stack-trace', own)] : []);
}

/** A client that works with an address and, given a name, does not even try to connect. */
function unresolved(exchange: Exchange) {
  return (found: Finding): Finding => finding('client', found.outcome, 'client-needs-address', factsOf(exchange));
}
