import { isDeepStrictEqual } from 'node:util';
import { type GradingResult, type Kit, observesAlike, type Setup, type SourceTree } from '@gradewire/core';
import type { ObservationRecord } from './artefacts.ts';
import { assemble } from './assemble.ts';
import type { RecipeDigests } from './images/recipe-digests.ts';
import { replayObservations } from './replay-observations.ts';

/** What an earlier run of the same source left. */
export interface EarlierRun {
  /** As the kit parsed it. */
  readonly config: unknown;
  readonly record: ObservationRecord;
  readonly result: GradingResult;
}

export interface JudgeOptions {
  readonly kit: Kit;
  /** As the kit parsed it. */
  readonly config: unknown;
  readonly seed: number;
  readonly link: string;
  /** Of the images that it would be run in. */
  readonly recipes: RecipeDigests;
  readonly tree: SourceTree;
}

/** What was observed does not suffice for what is asked: it would have to be run. */
export class CannotJudge extends Error {
  override readonly name = 'CannotJudge';
  constructor(why: string) {
    super(`what was observed cannot be judged again: ${why}`);
  }
}

/**
 * Judges what an earlier run observed by another configuration, without running anything: the same result that running
 * it again would give, were programs to do the same. Throws CannotJudge where that would run anything else.
 */
export function judgeAgain(options: JudgeOptions, earlier: EarlierRun): GradingResult {
  const { kit, config, seed, tree } = options;
  const { record, result } = earlier;
  const builds = new Map(record.builds.map((one) => [one.program, one]));
  const setup: Setup = { config, seed, tree, discovery: kit.discover(tree, config), builds };
  const then: Setup = { ...setup, config: earlier.config, discovery: kit.discover(tree, earlier.config) };
  const why = differenceIn(options, earlier) ?? unbuilt(setup, then);
  if (why !== undefined) throw new CannotJudge(why);
  const replayed = replayObservations(kit, setup, then, new Map(Object.entries(record.observations)));
  const [missing] = replayed.missing;
  if (missing !== undefined) {
    const more = replayed.missing.length > 1 ? ` and ${replayed.missing.length - 1} more` : '';
    throw new CannotJudge(`${missing}${more} would have to be run`);
  }
  const captures = new Map(result.cases.map(({ id, artefacts }) => [id, artefacts] as const));
  const runs = { ...replayed, captures, unsupported: new Map(), retries: 0, faults: [] };
  return assemble({ kit, seed }, setup, runs, result, result.link.backend);
}

function differenceIn(now: Omit<JudgeOptions, 'config'>, { record, result }: EarlierRun): string | undefined {
  const { kit, seed, link, recipes, tree } = now;
  if (record.kit !== kit.id) return `it is of the kit ${record.kit}, not of ${kit.id}`;
  if (!observesAlike(kit.version, record.kitVersion)) return `it is of version ${record.kitVersion} of the kit`;
  if (record.seed !== seed) return `its seed is ${record.seed}, not ${seed}`;
  if (record.source.digest !== tree.digest) return `its source is ${record.source.digest}, not ${tree.digest}`;
  if (result.link.backend !== link) return `its link was the ${result.link.backend}, not the ${link}`;
  const image = Object.keys(recipes).find((name) => result.recipes[name] !== recipes[name]);
  return image && `its image ${image} is ${result.recipes[image] ?? 'not known'}, not ${recipes[image]}`;
}

/** Every program is one that was there, built and started in the same way. */
function unbuilt(now: Setup, then: Setup): string | undefined {
  const same = ({ id, ...program }: Setup['discovery']['programs'][number]) => {
    const other = then.discovery.programs.find((one) => one.id === id);
    return now.builds.has(id) && isDeepStrictEqual({ id, ...program }, other);
  };
  const other = now.discovery.programs.find((program) => !same(program));
  return other && `${other.id} would have to be built`;
}
