import { eventQueue } from './event-queue.ts';
import { receiver } from './receiver.ts';
import { type Habits, sender } from './sender.ts';
import { type Climate, type Packet, weather } from './weather.ts';

/** Of one transfer. */
export interface Outcome {
  /** From the first packet to the last acknowledgement, milliseconds; Infinity: never. */
  readonly ms: number;
  /** Packets that the sender put on the wire. */
  readonly sent: number;
  readonly fates: readonly Fate[];
}

export interface Fate extends Packet {
  readonly lost: boolean;
  /** The how-manyth transmission it is, from 1. */
  readonly times: number;
}

/** The receiver closes a connection on which it hears nothing for so long. */
const receiverPatienceMs = 10_000;
const oneWayMs = 10;
const giveUpAfterMs = 600_000;

/** Moves `packets` data packets across a link of 10 ms each way. */
export function transfer(habits: Habits, climate: Climate, seed: number, packets: number): Outcome {
  const clock = eventQueue();
  const isLost = weather(climate, seed);
  const receive = receiver();
  const fates: Fate[] = [];
  const times = new Map<string, number>();
  let sent = 0;
  let heardAt = 0;
  let done = false;

  function pass(packet: Packet, deliver: () => void) {
    const lost = isLost(packet);
    const name = `${packet.flow} ${packet.word} ${packet.sequence}`;
    const count = (times.get(name) ?? 0) + 1;
    times.set(name, count);
    fates.push({ ...packet, lost, times: count });
    if (!lost) clock.plan(clock.now() + oneWayMs, deliver);
  }

  if (habits.stray) pass({ direction: 0, word: 'data', sequence: 0, flow: 1 }, () => {});
  let acknowledge: (number: number) => boolean = () => false;
  const start = () => {
    acknowledge = sender(habits, packets, clock, (word, sequence) => {
      sent++;
      pass({ direction: 0, word, sequence, flow: 0 }, () => {
        if (clock.now() - heardAt > receiverPatienceMs && heardAt > 0) return;
        const answer = receive(word, sequence);
        if (answer === undefined) return;
        heardAt = clock.now();
        pass({ direction: 1, word: 'ack', sequence: answer, flow: 0 }, () => {
          done ||= acknowledge(answer);
        });
      });
    });
  };
  clock.plan(0, start);
  const hopeless = () => heardAt > 0 && clock.now() - heardAt > receiverPatienceMs + 2 * oneWayMs;
  while (!done && !hopeless() && clock.step(giveUpAfterMs));
  return { ms: done ? clock.now() : Number.POSITIVE_INFINITY, sent, fates };
}
