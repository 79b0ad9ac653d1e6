import type { Kit } from '@gradewire/core';
import { type Image, tagOf } from './image-store.ts';
import { readRecipe, withPackages } from './recipe.ts';

/**
 * By image (`lab`, `lang-go`): the digest of what it is made of, its ancestors included. It is the same on every machine,
 * where Docker's own digests are of when and where an image was built.
 */
export type RecipeDigests = Readonly<Record<string, string>>;

/** More Debian packages, by language, as a configuration may ask for. */
export function packagesIn(config: unknown): Readonly<Record<string, readonly string[]>> {
  return (config as { packages?: Record<string, string[]> }).packages ?? {};
}

/** Of images that are there. */
export function recipesOf(images: Iterable<Image>): RecipeDigests {
  return Object.fromEntries([...images].map(({ reference }) => reference.replace(/^gradewire\//, '').split(':')));
}

/** Of the images that a run with programs in these languages needs now; none of them has to be there. */
export async function recipesFor(
  { peersImage }: Pick<Kit, 'peersImage'>,
  config: unknown,
  languages: Iterable<string>,
): Promise<RecipeDigests> {
  const packages = packagesIn(config);
  const ofLanguages = [...new Set(languages)].map((id) => {
    const more = packages[id] ?? [];
    return more.length === 0 ? readRecipe(`lang-${id}`) : withPackages(id, more);
  });
  const recipes = await Promise.all([readRecipe('lab'), readRecipe(peersImage), ...ofLanguages]);
  return Object.fromEntries(await Promise.all(recipes.map(async (recipe) => [recipe.name, await tagOf(recipe)])));
}
