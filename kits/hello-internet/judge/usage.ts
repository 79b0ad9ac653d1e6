import type { Observation, Program, Verdict } from '@gradewire/core';
import { usageFor } from '../plan/usage.ts';
import { evidenceOf } from './evidence.ts';
import { endOutcome, judgeExchange } from './exchange.ts';
import { factsOf } from './facts.ts';
import { type Code, finding } from './feedback.ts';
import { namesFor } from './reference.ts';
import { isStackTrace } from './text.ts';
import { fromFindings, passed } from './verdict.ts';

/** A program called in another way than the reference case does. */
export function judgeUsage(program: Program, name: string, observation: Observation): Verdict {
  const usage = usageFor(program.role).find((one) => one.name === name)!;
  const evidence = evidenceOf(observation);
  const exchange = { observation, index: 0, ...namesFor(program) };
  if (usage.expects === 'works') {
    const { findings } = judgeExchange(exchange);
    return fromFindings(
      findings.filter(({ side }) => side === program.role),
      [],
      evidence,
    );
  }
  const side = program.role === 'server' ? 'server' : 'client';
  const process = side === 'client' ? observation.clients[0]! : observation.server!;
  const facts = factsOf(exchange);
  // The texts speak of the program in question, whichever side it is.
  const own = side === 'client' ? facts : { ...facts, client: facts.server, clientEnd: facts.serverEnd };
  const fails = (code: Code) => fromFindings([finding(side, endOutcome(process), code, own)], [], evidence);

  if (process.end.how === 'wall-limit' || process.end.how === 'stopped') {
    return fails(side === 'server' && observation.listening.length > 0 ? 'usage-ignores-arguments' : 'usage-hangs');
  }
  if (process.end.how === 'signalled') return fails('usage-crashes');
  if (process.end.how !== 'exited') return fails('usage-hangs');
  if (process.end.code === 0) return fails('usage-no-error-code');
  if (process.stdout.trim() === '' && process.stderr.trim() === '') return fails('usage-silent');
  return passed(evidence, isStackTrace(process) ? [finding(side, 'passed', 'usage-stack-trace', own)] : []);
}
