import { isNamed } from '@gradewire/core';
import type { Config } from '../config.ts';
import { catalogue, gate } from './catalogue.ts';
import type { Spec } from './spec.ts';

export const giveUpId = 'give-up';

/** Extra credit, in the order in which it is tried. */
export const extras = ['sack', 'adaptive-timer', 'variable-window', 'faster-than-tcp'] as const;
export type Extra = (typeof extras)[number];
export const extraId = (extra: Extra) => `extra/${extra}`;

/** The races with TCP, each with a seed of its own: a single one would be decided by which packets happen to be lost. */
export function raceIds({ race }: Pick<Config, 'race'>): string[] {
  return Array.from({ length: race.seeds }, (_, i) => `${extraId('faster-than-tcp')}/seed-${i + 1}`);
}

/** The cases of an extra credit, whether they are asked for or not. */
export function extraCaseIds(config: Pick<Config, 'race'>, extra: Extra): string[] {
  return extra === 'faster-than-tcp' ? raceIds(config) : [extraId(extra)];
}

/** A spec with one of its seeds; index 0 where nothing is left to chance. */
export interface Seeded {
  readonly id: string;
  readonly spec: Spec;
  readonly index: number;
}

/** The cases of a spec under this configuration, whether they are asked for or not. */
export function seededCases(config: Config, spec: Spec): Seeded[] {
  if (spec.seeds === 0) return [{ id: spec.id, spec, index: 0 }];
  const count = config.seeds ?? (config.suite === 'public' && config.cases === undefined ? 1 : spec.seeds);
  return Array.from({ length: count }, (_, i) => ({ id: `${spec.id}/seed-${i + 1}`, spec, index: i + 1 }));
}

/** Whether a case is asked for: named, or in the suite. The first one is needed by all. */
export function isWanted(config: Config, id: string, inPublicSuite: boolean): boolean {
  if (id === gate.id) return true;
  if (config.cases) return isNamed(id, config.cases);
  return config.suite === 'full' || inPublicSuite;
}

/** Whether a case is asked for and not left out. */
export function isPlanned(config: Config, id: string, inPublicSuite: boolean): boolean {
  return isWanted(config, id, inPublicSuite) && !isNamed(id, config.without);
}

/** The cases of correctness that are asked for and not left out. */
export function wantedCases(config: Config): Seeded[] {
  return catalogue
    .flatMap((spec) => seededCases(config, spec))
    .filter(({ id, spec }) => isPlanned(config, id, spec.public === true));
}

/** Whether a case's time and packets are held against the reference's. */
export function isMeasured(config: Config, id: string): boolean {
  return isNamed(id, config.measured);
}

/** All ids that a case can have, whatever is asked for. */
export function knownIds(config: Config): string[] {
  return [
    ...catalogue.flatMap((spec) => [spec.id, ...seededCases({ ...config, seeds: 20 }, spec).map(({ id }) => id)]),
    giveUpId,
    ...extras.flatMap((extra) => extraCaseIds({ race: { ...config.race, seeds: 20 } }, extra)),
  ];
}

/** See `Kit.unknownCases`. */
export function unknownCases(config: Config, names: readonly string[]): string[] {
  const all = knownIds(config);
  return names.filter((name) => !all.some((id) => isNamed(id, [name])));
}
