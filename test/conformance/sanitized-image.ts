import type { Image, ImageStore } from '../../engine/src/images/image-store.ts';
import { type Recipe, readRecipe } from '../../engine/src/images/recipe.ts';

const dockerfile = `ARG BASE
ARG LAB
FROM \${BASE} AS build
COPY link /src/link
RUN make -C /src/link sanitized
FROM \${LAB}
COPY --from=build /src/link/sanitized /usr/local/bin/gradewire-link
`;

/** The lab's image with another link program: built under ASan and UBSan, it ends at what would go unnoticed else. */
export async function sanitizedLab(images: ImageStore): Promise<Image> {
  const { files } = await readRecipe('lab');
  const ofLink = [...files].filter(([file]) => file.startsWith('link/'));
  const needs = { BASE: 'base', LAB: 'lab' };
  const recipe: Recipe = { name: 'lab-sanitized', dockerfile, files: new Map(ofLink), npm: [], needs, bases: [] };
  return images.ensureRecipe(recipe);
}
