import type { Impaired } from '../links.ts';
import type { Learnt, Spec } from '../spec.ts';
import { wholeLines } from './files.ts';
import { text } from './text.ts';

/** As large as the first case's file, which tells how many acknowledgements there are. */
const aimed = { ...text, topic: 'named', size: { bytes: wholeLines }, seeds: 0 } as const;
/** The one case that an end which never arrives fails, though the file be whole without it. */
export const endLostId = 'named/first-end-lost';
const there = 'clientToServer';

/** By its number if that can be known: one more acknowledgement, and counting would lose another. */
function lastAckLost({ acks, lastAck }: Learnt): Impaired {
  const which = lastAck === null ? { class: 'ack', nth: acks } : { payloadPrefix: `ack|${lastAck}|`, nth: 1 };
  return { rules: [{ direction: 'serverToClient', ...which, action: 'drop' }] };
}

export const named: readonly Spec[] = [
  {
    ...aimed,
    id: 'named/first-start-lost',
    title: 'The first start is lost: without it the receiver answers nothing',
    link: { rules: [{ direction: there, class: 'start', nth: 1, action: 'drop' }] },
    expectMs: 700,
    public: true,
  },
  {
    ...aimed,
    id: endLostId,
    title: 'The first end is lost: a sender stays until it is acknowledged',
    link: { rules: [{ direction: there, class: 'end', nth: 1, action: 'drop' }] },
    expectMs: 700,
  },
  {
    ...aimed,
    id: 'named/last-ack-lost',
    title: 'The last acknowledgement is lost: the end is sent again, and then the sender ends',
    link: lastAckLost,
    expectMs: 700,
    extraDelayMs: 1000,
    public: true,
  },
  {
    ...aimed,
    id: 'named/third-data-lost',
    title: 'The third data packet is lost: its timer, not the acknowledgements of others, brings it back',
    link: { rules: [{ direction: there, class: 'data', nth: 3, action: 'drop' }] },
    expectMs: 700,
    public: true,
  },
  {
    ...aimed,
    id: 'named/overtaken',
    title: 'A data packet takes 2 s and its retransmission overtakes it: the late copy harms nobody',
    link: { rules: [{ direction: there, class: 'data', nth: 3, action: { delayMs: 2000 } }] },
    expectMs: 700,
  },
  {
    ...aimed,
    id: 'named/acks-swapped',
    title: 'An acknowledgement overtakes two before it: numbers that fall are old news',
    link: { rules: [{ direction: 'serverToClient', class: 'ack', nth: 2, action: { delayMs: 60 } }] },
    expectMs: 300,
  },
];
