import type { Kit } from '@gradewire/core';
import { type Config, parseConfig, withhold } from './config.ts';
import { discover } from './discover/discover.ts';
import { judge } from './judge/judge.ts';
import { unknownCases } from './plan/case-ids.ts';
import { plan } from './plan/plan.ts';
import { runsNothingNew } from './plan/runs-nothing-new.ts';
import { grade } from './score/grade.ts';

/** A sender that moves a file over UDP to our receiver, across a link that loses, damages, repeats and delays. */
export const reliableUdp: Kit<Config> = {
  id: 'reliable-udp',
  version: '1.1.1',
  peersImage: 'peers-reliable-udp',
  sideBySide: true,
  meetsOthers: false,
  casesPerProcessor: 4,
  peerCommand: (name) => [`/gradewire/peers/${name}`],
  parseConfig,
  runsNothingNew,
  withhold,
  unknownCases,
  discover,
  plan,
  judge,
  grade,
};
