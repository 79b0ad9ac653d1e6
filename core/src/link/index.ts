export * from './beyond-netem.ts';
export * from './directives.ts';
export { distributions, drawsAtRandom, Impairment, LossModel } from './impairment.ts';
export * from './named-profiles.ts';
export * from './profile.ts';
export { type LinkDirection, LinkRule, linkDirections } from './rule.ts';
export * from './tc-line.ts';
export * from './units.ts';
