import { LinkProfile, type LinkProfileInput } from '@gradewire/core';

type Effects = Pick<LinkProfileInput, 'clientToServer' | 'serverToClient' | 'blackouts'>;

/** A link that knows packets by what they say, as that of a Reliable UDP case does. */
function weather(name: string, effects: Effects): LinkProfile {
  const families = [
    ['start', 'data', 'end'],
    ['ack', 'sack'],
  ];
  return LinkProfile.parse({
    name,
    seed: 11,
    keying: 'message',
    message: { separator: '|', classField: 0, sequenceField: 1, families },
    ...effects,
  });
}

const bad = {
  delay: '20ms',
  jitter: '15ms',
  loss: { model: 'random', percent: 20 },
  duplicate: 20,
  visibleCorruption: { percent: 8, region: 'any', kind: 'bit' },
} as const;

/** Loss, duplicates, jitter and corruption that the programs see: every one of them follows from what a packet is. */
export const everything = weather('everything', { clientToServer: bad, serverToClient: bad });

/** What goes by the clock, or by what else is on its way, and so is no matter of the packet alone. */
export const byTheClock: readonly LinkProfile[] = [
  weather('blackout', { clientToServer: bad, serverToClient: bad, blackouts: [{ fromMs: 300, toMs: 700 }] }),
  weather('short queue', {
    clientToServer: { delay: '20ms', jitter: '15ms', rate: { bitsPerSecond: '100kbit' }, limit: 3 },
    serverToClient: bad,
  }),
  weather('reorder with a gap', {
    clientToServer: { delay: '20ms', reorder: { percent: 50, gap: 3 } },
    serverToClient: bad,
  }),
];
