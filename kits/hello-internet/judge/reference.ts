import type { Observation, Program, Verdict } from '@gradewire/core';
import { type Attempt, attemptsOf, chosenAttempt, observationsOf, trialName, variants } from '../plan/attempts.ts';
import { evidenceOf } from './evidence.ts';
import { judgeExchange } from './exchange.ts';
import { clientOf, decode, type Exchange, factsOf, mainConversation } from './facts.ts';
import { type Finding, finding } from './feedback.ts';
import { excessLines } from './text.ts';
import { explain, type Traits } from './traits.ts';
import { hidesNothing } from './usability.ts';
import { fromFindings } from './verdict.ts';

/** What the reference case says of a program, as far as points need it. */
export interface ReferenceFacts {
  /** Share of the variants in which the (first) exchange was right. */
  readonly worksShare: number;
  /** Share of the variants in which a second client was served as well; servers only. */
  readonly nextShare: number;
  /** It took its arguments as documented: reached, or listened on, the place that it was told. */
  readonly argumentsTaken: boolean;
  readonly excessOutput: boolean;
  readonly slips: readonly Finding[];
  readonly findings: readonly Finding[];
}

/** A program with our reference peer, with and without a newline after the peer's message. */
export function judgeReference(
  program: Program,
  observations: readonly Observation[],
  traits: Traits,
): { verdict: Verdict; facts: ReferenceFacts } {
  const attempt = chosenAttempt(program, observations);
  const findings: Finding[] = [];
  const slips: Finding[] = [];
  let works = 0;
  let next = 0;
  for (const variant of variants) {
    const observation = observations.find((one) => one.trial === trialName(variant, attempt));
    if (observation === undefined) continue;
    const [first, second] = observation.clients.map((client, index) => {
      if (client.end.how === 'not-run') return undefined;
      const exchange = { observation, index, ...namesFor(program) };
      const judged = judgeExchange(exchange);
      const isOwn = ({ side }: Finding) => side === program.role;
      const own = explain(judged.findings, exchange, { [program.role]: traits }).filter(isOwn);
      return {
        own,
        served: own.every(hidesNothing),
        slips: [...judged.slips.filter(isOwn), ...excess(program, exchange)],
      };
    });
    if (first === undefined) continue;
    // A second client tells something only where the first one was served: the server may still be busy with it.
    const told = first.served && second ? [first, second] : [first];
    findings.push(...told.flatMap(({ own }) => own));
    slips.push(...told.flatMap((one) => one.slips));
    if (first.own.length === 0) works += 1 / variants.length;
    if (told[1]?.served) next += 1 / variants.length;
  }
  const argumentSlip = otherArguments(program, attempt, observations);
  const slipsOnce = uniqueByCode(argumentSlip ? [argumentSlip, ...slips] : slips);
  const facts: ReferenceFacts = {
    worksShare: works,
    nextShare: next,
    argumentsTaken: argumentSlip === undefined && reached(program, attempt, observations),
    excessOutput: slips.some(({ code }) => code === 'client-excess-output'),
    slips: slipsOnce,
    findings: uniqueByCode(findings),
  };
  const evidence = observations.flatMap((one) => evidenceOf(one, one.trial));
  const verdict = fromFindings(facts.findings, slipsOnce, evidence, { worksShare: works, nextShare: next });
  return { verdict, facts };
}

export function namesFor(program: Program): Pick<Exchange, 'clientName' | 'serverName'> {
  const own = `the ${program.subject} ${program.role}`;
  return program.role === 'client'
    ? { clientName: own, serverName: 'our server' }
    : { clientName: 'our client', serverName: own };
}

function excess(program: Program, exchange: Exchange): Finding[] {
  const conversation = mainConversation(exchange);
  const client = clientOf(exchange);
  if (program.role !== 'client' || !conversation || client.end.how !== 'exited' || client.end.code !== 0) return [];
  const lines = excessLines(client, decode(conversation.fromServer.bytes).toString());
  if (lines.length === 0) return [];
  const facts = { ...factsOf(exchange), clientSaid: JSON.stringify(lines[0]!.slice(0, 80)) };
  return [finding('client', 'failed', 'client-excess-output', facts)];
}

/** The slip of a program that works only when it is called in another way, or that ignores its port. */
function otherArguments(program: Program, attempt: Attempt, observations: readonly Observation[]): Finding | undefined {
  if (attempt.suffix === '') return undefined;
  const documented = attemptsOf(program, observations)[0]!;
  const observation = observationsOf(documented, observations)[0];
  if (observation === undefined) return undefined;
  const calledWith = attempt.form.args.map((item) => item.replace(/[{}]/g, '').replace(/host|port/g, upper)).join(' ');
  const facts = { ...factsOf({ observation, index: 0, ...namesFor(program) }), calledWith };
  const side = program.role === 'server' ? 'server' : 'client';
  const other = attempt.form.name === 'backlog' ? 'server-extra-argument' : (`${side}-other-arguments` as const);
  return finding(side, 'failed', attempt.fixedPort !== null ? `${side}-fixed-port` : other, facts);
}

const upper = (word: string) => word.toUpperCase();

function reached(program: Program, attempt: Attempt, observations: readonly Observation[]): boolean {
  const seen = observationsOf(attempt, observations);
  if (program.role === 'server') return seen.some((one) => one.serverReadyMs !== null);
  return seen.some((one) => one.conversations.some(({ serverPort }) => serverPort === one.port));
}

function uniqueByCode(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((found) => [found.code, found])).values()];
}
