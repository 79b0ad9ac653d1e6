import { InfrastructureFault, languages } from '@gradewire/core';
import { kits } from '@gradewire/kits';
import type Docker from 'dockerode';
import pLimit from 'p-limit';
import { expectedBuildSeconds } from './build-seconds.ts';
import { packContext } from './context.ts';
import { contentTag, type Recipe, readRecipe, withPackages } from './recipe.ts';

export interface Image {
  /** `gradewire/<name>:<content digest>` */
  readonly reference: string;
  /** Docker's digest of the image, `sha256:…`. */
  readonly digest: string;
}

export interface ImageEvent {
  readonly image: string;
  readonly phase: 'building' | 'step' | 'built';
  /** How long it will take, the step, how long it took. */
  readonly text: string;
}

export interface ImageStore {
  /** The image of that name, built if there is none of its content. Asked twice, built once. */
  ensure(name: string): Promise<Image>;
  /** A language's image, with more Debian packages if any are named. */
  ensureLanguage(language: string, packages?: readonly string[]): Promise<Image>;
  /** An image that is none of ours by name. */
  ensureRecipe(recipe: Recipe): Promise<Image>;
}

export interface ImageStoreOptions {
  /** Makes an image of others (`debian:bookworm-slim`) available, where it is not. */
  readonly ensureBaseImage: (name: string) => Promise<void>;
  readonly onEvent?: (event: ImageEvent) => void;
  /** A folder with packed npm packages that images need; those it lacks are fetched with npm. */
  readonly npmPackages?: string;
  /** Builds side by side. */
  readonly parallel?: number;
  /** Ends what is being built; who waits for it, or asks for more, gets the reason. */
  readonly signal?: AbortSignal;
}

export function imageStore(docker: Docker, options: ImageStoreOptions): ImageStore {
  const images = new Map<string, Promise<Image>>();
  const bases = new Map<string, Promise<void>>();
  const limit = pLimit(options.parallel ?? 2);

  const once = <T>(map: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> => {
    const made = map.get(key) ?? make();
    map.set(key, made);
    return made;
  };
  const ensure = (name: string) => once(images, name, async () => ensureRecipe(await readRecipe(name)));

  async function ensureBase(name: string): Promise<void> {
    if ((await digestOf(docker, name)) === undefined) await options.ensureBaseImage(name);
  }

  async function ensureRecipe(recipe: Recipe): Promise<Image> {
    const needs = await Promise.all(
      Object.entries(recipe.needs).map(async ([arg, name]) => [arg, await ensure(name)] as const),
    );
    const tag = contentTag(
      recipe,
      needs.map(([, image]) => image.reference),
    );
    const reference = `gradewire/${recipe.name}:${tag}`;
    const digest = await digestOf(docker, reference);
    if (digest !== undefined) return { reference, digest };
    await Promise.all(recipe.bases.map((base) => once(bases, base, () => ensureBase(base))));
    const args = Object.fromEntries(needs.map(([arg, image]) => [arg, image.reference]));
    return limit(() => build(docker, recipe, reference, args, options));
  }

  return {
    ensure,
    ensureRecipe,
    ensureLanguage(language, packages = []) {
      if (packages.length === 0) return ensure(`lang-${language}`);
      const recipe = withPackages(language, packages);
      return once(images, `${recipe.name} ${recipe.dockerfile}`, () => ensureRecipe(recipe));
    },
  };
}

/** All images that Gradewire can need, without an assignment's extra packages: `gradewire/<name>:<tag>` as of now. */
export async function wantedImages(): Promise<string[]> {
  const names = ['base', 'lab', ...kits.map((kit) => kit.peersImage), ...languages.map(({ id }) => `lang-${id}`)];
  return Promise.all(names.map(async (name) => `gradewire/${name}:${await tagOf(await readRecipe(name))}`));
}

/** The tag that an image of this recipe must have now: of its content, and its ancestors'. */
export async function tagOf(recipe: Recipe): Promise<string> {
  const needs = await Promise.all(
    Object.values(recipe.needs).map(async (need) => `gradewire/${need}:${await tagOf(await readRecipe(need))}`),
  );
  return contentTag(recipe, needs);
}

async function digestOf(docker: Docker, reference: string): Promise<string | undefined> {
  try {
    return (await docker.getImage(reference).inspect()).Id;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw new InfrastructureFault('the Docker Engine does not answer (try `gradewire doctor`)', error);
  }
}

async function build(
  docker: Docker,
  recipe: Recipe,
  reference: string,
  args: Record<string, string>,
  { npmPackages, onEvent = () => {}, signal }: ImageStoreOptions,
): Promise<Image> {
  signal?.throwIfAborted();
  const image = recipe.name;
  onEvent({ image, phase: 'building', text: `about ${expectedBuildSeconds(image)} s` });
  const started = performance.now();
  const output: string[] = [];
  try {
    const context = await packContext(recipe, npmPackages, signal);
    // The engine gives a build up, and removes its container, when nobody listens any more.
    const stream = await docker.buildImage(context as unknown as NodeJS.ReadableStream, {
      t: reference,
      buildargs: args,
      labels: { 'gradewire.image': image },
      rm: true,
      forcerm: true,
      ...(signal ? { abortSignal: signal } : {}),
    });
    await new Promise<void>((resolve, reject) => {
      const onProgress = (event: { stream?: string; error?: string }) => {
        if (event.error) reject(new Error(event.error));
        const text = event.stream?.trim();
        if (!text) return;
        output.push(text);
        if (/^Step /.test(text)) onEvent({ image, phase: 'step', text });
      };
      docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()), onProgress);
    });
  } catch (error) {
    signal?.throwIfAborted();
    const tail = output.join('\n').split('\n').slice(-12).join('\n');
    throw new InfrastructureFault(`image ${image} could not be built\n${tail}\n`, error);
  }
  const digest = await digestOf(docker, reference);
  if (digest === undefined) throw new InfrastructureFault(`image ${reference} is gone right after it was built`);
  onEvent({ image, phase: 'built', text: `${((performance.now() - started) / 1000).toFixed(0)} s` });
  return { reference, digest };
}
