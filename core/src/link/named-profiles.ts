import { LinkProfile, type LinkProfileInput } from './profile.ts';

export interface NamedProfile {
  /** Where the numbers are from, or what they are computed from. */
  readonly source: string;
  readonly profile: LinkProfile;
}

type Direction = NonNullable<LinkProfileInput['clientToServer']>;

/** The client is at home: it sends at the rate `up`. Half of the round trip falls to each direction. */
const access = (up: string, down: string, roundTripMs: number): readonly [Direction, Direction] => [
  { delay: roundTripMs / 2, rate: { bitsPerSecond: up } },
  { delay: roundTripMs / 2, rate: { bitsPerSecond: down } },
];
const both = (direction: Direction): readonly [Direction, Direction] => [direction, direction];

const webPageTest = (label: string) => `WebPageTest connectivity presets, "${label}"`;

const table: Readonly<Record<string, readonly [readonly [Direction, Direction], string]>> = {
  clean: [both({}), 'no impairment'],
  lan: [
    both({ delay: '100us', rate: { bitsPerSecond: '1gbit' } }),
    'IEEE 802.3ab (rate); Guo et al., Pingmesh, SIGCOMM 2015 (median round trip of about 0.2 ms inside a site)',
  ],
  fiber: [access('5mbit', '20mbit', 4), webPageTest('FIOS')],
  cable: [access('1mbit', '5mbit', 28), webPageTest('Cable')],
  dsl: [access('384kbit', '1.5mbit', 50), webPageTest('DSL')],
  dialup: [access('30kbit', '49kbit', 120), webPageTest('Dial')],
  '2g': [access('256kbit', '280kbit', 800), webPageTest('2G')],
  '3g-slow': [access('400kbit', '400kbit', 400), webPageTest('3GSlow')],
  '3g': [access('768kbit', '1.6mbit', 300), webPageTest('3G')],
  '4g-slow': [access('750kbit', '1.6mbit', 150), 'Lighthouse, default mobile throttling ("Slow 4G")'],
  '4g': [access('9mbit', '9mbit', 170), webPageTest('4G')],
  lte: [access('12mbit', '12mbit', 70), webPageTest('LTE')],
  satellite: [
    [
      { delay: 279, rate: { bitsPerSecond: '10mbit' } },
      { delay: 279, rate: { bitsPerSecond: '100mbit' }, limit: 5000 },
    ],
    'RFC 2488 section 2 (279 ms one way over a geostationary satellite); Michel et al., IMC 2022 (100/10 Mbit/s contract)',
  ],
  leo: [
    [
      { delay: 22, jitter: 5, distribution: 'normal', rate: { bitsPerSecond: '13.5mbit' } },
      { delay: 22, jitter: 5, distribution: 'normal', rate: { bitsPerSecond: '87mbit' } },
    ],
    'Ookla Speedtest Intelligence, Starlink in the USA, 3rd quarter of 2021 (medians of rates, 44 ms); jitter: our choice',
  ],
  bufferbloat: [
    [
      { delay: 10, rate: { bitsPerSecond: '1mbit' }, limit: 170 },
      { delay: 10, rate: { bitsPerSecond: '8mbit' } },
    ],
    'Kreibich et al., Netalyzr, IMC 2010 (buffers of 256 KB on uplinks: 170 full packets, 2 s at 1 Mbit/s)',
  ],
  'conference-wifi': [
    both({
      delay: 20,
      jitter: 10,
      distribution: 'pareto',
      loss: { model: 'gemodel', p: 1.25, r: 23.75 },
      rate: { bitsPerSecond: '2mbit' },
    }),
    'RFC 8868 section 4 (5 % loss); Gilbert–Elliott with bursts of about 4 packets for contention on a crowded channel',
  ],
  transatlantic: [
    both({ delay: 35 }),
    'ITU-T Y.1541 (5 us/km over 1.25 times the distance by air): 5,570 km from London to New York',
  ],
  moon: [both({ delay: 1282 }), '384,400 km at the speed of light (IAU mean distance)'],
  mars: [
    both({ delay: '182s', rate: { bitsPerSecond: '500kbit' }, limit: 20_000 }),
    '54.6 million km at the speed of light (NASA Mars fact sheet, closest approach); rate at the low end of an orbiter relay',
  ],
};

export const namedProfiles: ReadonlyMap<string, NamedProfile> = new Map(
  Object.entries(table).map(([name, [[clientToServer, serverToClient], source]]) => [
    name,
    { source, profile: LinkProfile.parse({ name, clientToServer, serverToClient }) },
  ]),
);

/** The profile of that name, with the seed if one is given; an unknown name is answered with those there are. */
export function namedProfile(name: string, seed = 0): { readonly profile: LinkProfile } | { readonly problem: string } {
  const found = namedProfiles.get(name);
  if (found) return { profile: { ...found.profile, seed } };
  return { problem: `"${name}" is not a link profile; there are ${[...namedProfiles.keys()].join(', ')}` };
}
