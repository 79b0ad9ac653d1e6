import os from 'node:os';
import { type BuildResult, type Discovery, type Language, languageById, type Setup } from '@gradewire/core';
import { buildSubject, type SubjectSource } from './build/build-subject.ts';
import type { GradeOptions } from './grade.ts';
import type { Image, ImageStore } from './images/image-store.ts';
import { packagesIn } from './images/recipe-digests.ts';
import { gather } from './in-class.ts';
import type { ReadyProgram } from './lab/endpoints.ts';
import { runTasks } from './schedule.ts';
import { packSource } from './source/pack-source.ts';

/** Everything that is there before the first case: images, and built programs. */
export interface Prepared {
  readonly setup: Setup;
  /** By subject. */
  readonly sources: ReadonlyMap<string, SubjectSource>;
  readonly ready: ReadonlyMap<string, ReadyProgram>;
  /** By language. */
  readonly images: ReadonlyMap<string, Image>;
  readonly lab: Image;
  readonly peers: Image;
}

/** Reads the folder (and those of its opponents), finds its programs, makes their images and builds them. */
export async function prepare(options: GradeOptions, jobs: number, labels: Record<string, string>): Promise<Prepared> {
  const { kit, config, seed, signal } = options;
  const { tree, discovery, sources, focus } = await gather(kit, config, options.folder, options.inClass);
  const { programs, missing, subjects } = discovery;
  const counts = { subjects: subjects.length, programs: programs.length, missing: missing.length };
  options.onProgress?.({ kind: 'discovered', ...counts });
  const wanted = [...new Set(programs.map(({ language }) => language))];
  const [lab, peers, images] = await Promise.all([
    options.images.ensure('lab'),
    options.images.ensure(kit.peersImage),
    languageImages(options.images, wanted, config),
  ]);
  signal?.throwIfAborted();
  const built = await buildAll(options, discovery, sources, images, labels, jobs);
  const setup = { config, seed, tree, discovery, builds: built.results, ...(focus ? { focus } : {}) };
  return { setup, sources, ready: built.ready, images, lab, peers };
}

async function languageImages(
  store: ImageStore,
  languages: readonly string[],
  config: unknown,
): Promise<Map<string, Image>> {
  const packages = packagesIn(config);
  const images = languages.map(async (id) => [id, await store.ensureLanguage(id, packages[id])] as const);
  return new Map(await Promise.all(images));
}

interface Built {
  readonly results: Map<string, BuildResult>;
  readonly ready: Map<string, ReadyProgram>;
}

/** Builds each subject's programs, one sandbox per subject and language. */
async function buildAll(
  options: GradeOptions,
  discovery: Discovery,
  sources: ReadonlyMap<string, SubjectSource>,
  images: ReadonlyMap<string, Image>,
  labels: Record<string, string>,
  jobs: number,
): Promise<Built> {
  const built: Built = { results: new Map(), ready: new Map() };
  const groups = Map.groupBy(discovery.programs, (program) => `${program.subject}\0${program.language}`);
  let done = 0;
  const tasks = [...groups.values()].map((programs) => ({
    needs: [],
    async run() {
      const { subject: id, language: languageId } = programs[0]!;
      const source = sources.get(id)!;
      const { root, folder, files } = source;
      const language = languageOf(languageId);
      const image = images.get(languageId)!;
      options.onProgress?.({ kind: 'build-started', subject: id });
      const place = { docker: options.docker, cache: options.cache, labels };
      const build = await buildSubject(place, source, language, image, programs);
      const sourceTree = () => packSource(root, files, folder);
      const sourceMiB = Math.ceil(files.reduce((sum, file) => sum + file.size + 4096, 0) / 2 ** 20) + 1;
      for (const program of programs) {
        const result = build.results.find((one) => one.program === program.id)!;
        built.results.set(program.id, result);
        if (result.outcome !== 'built') continue;
        const ready = { program, language, image, tree: build.tree ?? sourceTree, treeMiB: build.treeMiB ?? sourceMiB };
        built.ready.set(program.id, ready);
      }
      const failed = build.results.filter(({ outcome }) => outcome !== 'built').map(({ program }) => program);
      options.onProgress?.({ kind: 'build-ended', subject: id, failed, done: ++done, total: groups.size });
    },
  }));
  // Compilers keep a processor busy each; more at once only want more memory.
  await runTasks(tasks, () => Math.min(jobs, os.availableParallelism()), options.signal);
  return built;
}

function languageOf(id: string): Language {
  const language = languageById(id);
  if (language === undefined) throw new RangeError(`discovery names a language that there is not: ${id}`);
  return language;
}
