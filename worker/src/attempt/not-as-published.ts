import { type GradingResult, observesAlike } from '@gradewire/core';
import type { Published } from './version-of-run.ts';

/**
 * What a run was graded with that is not what its version was published with: the kit, where it observes otherwise, and
 * images. Not wrong by itself (servers are updated during a course), but who compares scores has to know of it.
 */
export function notAsPublished(
  { kitVersion, recipes }: Pick<GradingResult, 'kitVersion' | 'recipes'>,
  published: Published,
): string | undefined {
  const isAlike = kitVersion === published.kitVersion || observesAlike(kitVersion, published.kitVersion);
  const kit = isAlike ? [] : [`the kit is of version ${kitVersion}, not ${published.kitVersion}`];
  const images = Object.entries(recipes).flatMap(([name, digest]) => {
    const then = published.images[name];
    return then === undefined || then === digest ? [] : [`the image ${name} is ${digest}, not ${then}`];
  });
  const all = [...kit, ...images];
  return all.length === 0 ? undefined : `graded otherwise than its version was published: ${all.join('; ')}`;
}
