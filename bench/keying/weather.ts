import { identity, keyOf } from './identity.ts';
import { lfsr113 } from './lfsr113.ts';
import { type Chain, type LossModel, loses } from './loss-model.ts';
import { messageKeyed } from './message-keyed.ts';
import { type OtherResend, resentOtherwise } from './other-resends.ts';

export interface Packet {
  /** 0: from the sender to the receiver, 1: back. */
  readonly direction: 0 | 1;
  readonly word: 'start' | 'data' | 'end' | 'ack';
  readonly sequence: number;
  /** 0: the transfer; others: something else on the same link. */
  readonly flow: number;
}

export type Keying = 'stream' | 'flow' | 'message';

export interface Climate {
  readonly keying: Keying;
  /** With keying by message: the classes that share a numbering. */
  readonly families?: readonly (readonly string[])[];
  /** With keying by message: what a retransmission meets in a burst, if not what it does under the emulator. */
  readonly resend?: OtherResend;
  readonly loss: readonly [LossModel, LossModel];
}

/** Says of each packet, in order of arrival, whether the link loses it. */
export type Weather = (packet: Packet) => boolean;

export const serverPort = 9000;

/** The fates that the emulator would deal out with this seed, where `resend` is not given. */
export function weather(climate: Climate, seed: number): Weather {
  if (climate.keying === 'stream') return streamKeyed(climate.loss, seed);
  const byFlow = flowKeyed(climate.loss, seed);
  if (climate.keying === 'flow') return byFlow;
  const { loss, families = [], resend } = climate;
  const byMessage = resend ? resentOtherwise(loss, seed, families, resend) : messageKeyed(loss, seed, families);
  return (packet) => (packet.flow === 0 ? byMessage(packet) : byFlow(packet));
}

/** One generator for each direction, both from the same seed, in order of arrival: kernel netem. */
function streamKeyed(loss: Climate['loss'], seed: number): Weather {
  const streams = [lfsr113(seed), lfsr113(seed)] as const;
  const chains: [Chain, Chain] = [{ bad: false }, { bad: false }];
  return ({ direction }) => loses(loss[direction], streams[direction], chains[direction]);
}

/** H(direction, protocol, server port, opener, order of appearance, index in the flow). */
function flowKeyed(loss: Climate['loss'], seed: number): Weather {
  const hash = identity(keyOf(seed));
  const flows = new Map<number, { index: number; chain: Chain }>();
  return ({ direction, flow }) => {
    const id = flow * 2 + direction;
    const known = flows.get(id) ?? { index: 0, chain: { bad: false } };
    flows.set(id, known);
    known.index++;
    hash
      .start()
      .put(2, 1)
      .put(direction, 1)
      .put(17, 1)
      .put(serverPort + flow, 2)
      .put(0, 1)
      .put(0, 4)
      .put(known.index, 8);
    return loses(loss[direction], hash.draw, known.chain);
  };
}
