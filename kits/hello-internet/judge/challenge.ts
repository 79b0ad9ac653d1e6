import { endpointAddress, type Observation, type Program, type Verdict } from '@gradewire/core';
import { evidenceOf } from './evidence.ts';
import { factsOf } from './facts.ts';
import { say } from './feedback.ts';
import { namesFor } from './reference.ts';
import { passed } from './verdict.ts';

/** Extra credit: `Goodbye Y from X`, and the client's address printed. Never a failure. */
export function judgeChallenge(program: Program, observation: Observation): Verdict {
  const evidence = evidenceOf(observation);
  const facts = factsOf({ observation, index: 0, ...namesFor(program) });
  const end = observation.clients[0]?.end;
  const named = end?.how === 'exited' && end.code === 0;
  const output = `${observation.server?.stdout ?? ''}\n${observation.server?.stderr ?? ''}`;
  const addressed = output.includes(endpointAddress.client);
  const code = !named ? 'challenge-not-attempted' : addressed ? 'challenge-done' : 'challenge-no-address';
  return {
    ...passed(evidence),
    feedback: [say(code, facts)],
    metrics: { achieved: code === 'challenge-done' ? 1 : 0 },
  };
}
