import { type Chain, effects, type LossModel, loses, losesIn, shareOfBad } from './loss-model.ts';
import { chainByNumber } from './message-keyed.ts';
import { type Family, numbering } from './numbering.ts';
import type { Weather } from './weather.ts';

/**
 * What else a retransmission could meet when losses come in bursts, to compare with what it does meet. With all but the
 * last the chain of a family starts good and advances with first transmissions in order of arrival.
 *
 * own-chain: continues a chain of its own from the state after the first transmission, with draws of its own.
 * sticks: the state of the first transmission, with a draw of its own for the loss.
 * latest: the state that the first transmissions of its family have reached by then.
 * redrawn, redrawn-by-number: a state drawn from the stationary distribution.
 */
export const otherResends = ['own-chain', 'sticks', 'latest', 'redrawn', 'redrawn-by-number'] as const;
export type OtherResend = (typeof otherResends)[number];

interface Memory {
  readonly chain: Chain;
  readonly byNumber: (number: number) => boolean;
  /** Of each number's first transmission: the state it met, and the chain that goes on from there. */
  readonly firsts: Map<number, { readonly before: boolean; readonly own: Chain }>;
}

/** Losses in bursts, keyed by message. */
export function resentOtherwise(
  loss: readonly [LossModel, LossModel],
  seed: number,
  families: readonly (readonly string[])[],
  resend: OtherResend,
): Weather {
  const identify = numbering(seed, families);
  const memories = new Map<Family, Memory>();
  return (packet) => {
    const model = loss[packet.direction];
    if (model.kind === 'random') throw new Error('without bursts there is nothing to compare');
    const { family, rel, k } = identify(packet);
    const known = memories.get(family);
    const memory = known ?? { chain: { bad: false }, byNumber: chainByNumber(model, family), firsts: new Map() };
    if (!known) memories.set(family, memory);
    const first = memory.firsts.get(rel);
    if (!first) {
      const chain = resend === 'redrawn-by-number' ? { bad: memory.byNumber(rel) } : memory.chain;
      const before = chain.bad;
      const lost = loses(model, family.draws(rel, 1), chain);
      memory.firsts.set(rel, { before, own: { bad: chain.bad } });
      return lost;
    }
    const draw = family.draws(rel, k);
    if (resend === 'own-chain') return loses(model, draw, first.own);
    if (resend === 'sticks') return losesIn(model, first.before, draw(effects.loss));
    if (resend === 'latest') return losesIn(model, memory.chain.bad, draw(effects.loss));
    return losesIn(model, draw(effects.burst) < shareOfBad(model), draw(effects.loss));
  };
}
