import { effects, type Gemodel, type LossModel, loses, losesIn, nextState, shareOfBad } from './loss-model.ts';
import { type Family, numbering } from './numbering.ts';
import type { Weather } from './weather.ts';

/** How far a retransmission looks ahead, in numbers: the assignment's window. */
const stride = 5;
/** Beyond, and below 0, each number has a state of its own. */
const walked = 8192;

/** Whether the chain is bad at a number: it moves on from number to number, from a state that is as likely as any. */
export function chainByNumber(model: Gemodel, { draws }: Family): (number: number) => boolean {
  const states: boolean[] = [];
  // No transmission is the 0th: its draw is free for a state that follows from none.
  const drawn = (number: number) => draws(number, 0)(effects.burst) < shareOfBad(model);
  return (number) => {
    if (number < 0 || number >= walked) return drawn(number);
    if (states.length === 0) states.push(drawn(0));
    while (states.length <= number) {
      const last = states.length - 1;
      states.push(nextState(model, states[last]!, draws(last, 1)(effects.burst)));
    }
    return states[number]!;
  };
}

/** H(direction, family, rel, k); in bursts the k-th transmission meets the state of rel + 5 (k − 1). */
export function messageKeyed(
  loss: readonly [LossModel, LossModel],
  seed: number,
  families: readonly (readonly string[])[],
): Weather {
  const identify = numbering(seed, families);
  const chains = new Map<Family, (number: number) => boolean>();
  return (packet) => {
    const { family, rel, k } = identify(packet);
    const model = loss[packet.direction];
    if (model.kind === 'random') return loses(model, family.draws(rel, k), { bad: false });
    const chain = chains.get(family) ?? chainByNumber(model, family);
    chains.set(family, chain);
    const bad = chain(rel + stride * (k - 1));
    return losesIn(model, bad, family.draws(rel, k)(effects.loss));
  };
}
