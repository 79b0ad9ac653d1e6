import type { Case, Kit, Observation, Observations, Setup, Verdict } from '@gradewire/core';
import { Config, withhold } from './config.ts';
import { discover } from './discover/discover.ts';
import { traitsOf } from './judge/traits.ts';
import { knownInstead } from './plan/case-ids.ts';
import { plan } from './plan/plan.ts';
import { runsNothingNew } from './plan/runs-nothing-new.ts';
import { grade } from './score/grade.ts';
import { judgeOne } from './score/verdicts.ts';

/** Clients and servers in fifteen languages that greet each other over TCP: every client with every server. */
export const helloInternet: Kit<Config> = {
  id: 'hello-internet',
  version: '1.0.1',
  peersImage: 'peers-hello-internet',
  sideBySide: false,
  meetsOthers: true,
  casesPerProcessor: 2,
  peerCommand: (name) => [`/gradewire/peers/${name}`],
  parseConfig: (input) => Config.parse(input ?? {}),
  runsNothingNew,
  withhold,
  unknownCases: (_, names) => names.filter((name) => knownInstead(name) !== undefined),
  discover: (tree, config) => discover(tree, config.only === undefined ? {} : { only: config.only }),
  plan,
  judge,
  grade,
};

function judge(setup: Setup<Config>, graded: Case, seen: readonly Observation[]): Verdict {
  const programs = new Map(setup.discovery.programs.map((program) => [program.id, program]));
  const observations: Observations = new Map([[graded.id, seen]]);
  const traits = new Map(
    [...programs.values()]
      .filter(({ id }) => graded.id === `reference/${id}`)
      .map((program) => [program.id, traitsOf(program, observations)]),
  );
  return judgeOne(setup, programs, traits, graded, observations).verdict;
}
