import { identity, keyOf } from './identity.ts';
import { type Chain, effects, type LossModel, loses, losesIn, nextState, shareOfBad } from './loss-model.ts';
import type { Packet, Weather } from './weather.ts';

/**
 * What a retransmission meets when losses come in bursts. With the first four the chain of a class advances with first
 * transmissions in order of arrival; with the others it advances with the sequence number, from a state drawn from its
 * stationary distribution, so that the state at a number depends on nothing else.
 *
 * own-chain: continues a chain of its own from the state after the first transmission, with draws of its own (the
 *   emulator's, when this was written).
 * sticks: the state of the first transmission, with a draw of its own for the loss.
 * latest: the state that the first transmissions of its class have reached by then.
 * redrawn, redrawn-by-number: a state drawn from the stationary distribution.
 * ahead: the state that the chain has (k − 1) windows further on.
 */
export const resends = ['own-chain', 'sticks', 'latest', 'redrawn', 'redrawn-by-number', 'ahead'] as const;
export type Resend = (typeof resends)[number];

/** How far `ahead` looks per repetition, in numbers: the assignment's window. */
const stride = 5;

interface Sent {
  times: number;
  readonly before: boolean;
  readonly own: Chain;
}

interface MessageClass {
  readonly first: number;
  readonly chain: Chain;
  /** The state at each number, as far as it was asked for. */
  readonly states: boolean[];
  readonly sent: Map<number, Sent>;
}

/** H(direction, class, rel, k): rel counts from the first number seen of its class, k how often it was sent. */
export function messageKeyed(loss: readonly [LossModel, LossModel], seed: number, resend: Resend): Weather {
  const hash = identity(keyOf(seed));
  const classes = new Map<string, MessageClass>();
  const byNumber = resend === 'redrawn-by-number' || resend === 'ahead';

  const name = ({ direction, word }: Packet, rel: number, times: number) =>
    hash.start().put(1, 1).put(direction, 1).put(word.length, 1).text(word).put(rel, 8).put(times, 4);

  function stateAt(of: MessageClass, packet: Packet, number: number): boolean {
    const model = loss[packet.direction];
    if (model.kind !== 'gemodel' || number < 0) return false;
    // No transmission is the 0th: its draw is free for the state in which the chain starts.
    if (of.states.length === 0) of.states.push(name(packet, 0, 0).draw(effects.burst) < shareOfBad(model));
    while (of.states.length <= number) {
      const last = of.states.length - 1;
      const drawn = name(packet, last, 1).draw(effects.burst);
      of.states.push(nextState(model, of.states[last]!, drawn));
    }
    return of.states[number]!;
  }

  return (packet) => {
    const model = loss[packet.direction];
    let of = classes.get(packet.word);
    if (!of) {
      of = { first: packet.sequence, chain: { bad: false }, states: [], sent: new Map() };
      classes.set(packet.word, of);
    }
    const rel = packet.sequence - of.first;
    const sent = of.sent.get(rel);
    const times = (sent?.times ?? 0) + 1;
    if (model.kind === 'random') {
      if (sent) sent.times++;
      else of.sent.set(rel, { times, before: false, own: { bad: false } });
      return loses(model, name(packet, rel, times).draw, of.chain);
    }
    if (!sent) {
      const chain = byNumber ? { bad: stateAt(of, packet, rel) } : of.chain;
      const before = chain.bad;
      const lost = loses(model, name(packet, rel, 1).draw, chain);
      of.sent.set(rel, { times, before, own: { bad: chain.bad } });
      return lost;
    }
    sent.times++;
    if (resend === 'own-chain') return loses(model, name(packet, rel, times).draw, sent.own);
    let bad: boolean;
    if (resend === 'sticks') bad = sent.before;
    else if (resend === 'latest') bad = of.chain.bad;
    else if (resend === 'ahead') bad = stateAt(of, packet, rel + (times - 1) * stride);
    else bad = name(packet, rel, times).draw(effects.burst) < shareOfBad(model);
    return losesIn(model, bad, name(packet, rel, times).draw(effects.loss));
  };
}
