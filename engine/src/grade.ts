import { randomUUID } from 'node:crypto';
import os from 'node:os';
import {
  type BuildResult,
  type Discovery,
  type GradingResult,
  type Kit,
  type Language,
  languageById,
  type Program,
  type Setup,
  type SourceTree,
} from '@gradewire/core';
import type Docker from 'dockerode';
import { type Artefacts, noArtefacts } from './artefacts.ts';
import { type BuildCache, pruneCache } from './build/build-cache.ts';
import { buildSubject } from './build/build-subject.ts';
import type { Image, ImageStore } from './images/image-store.ts';
import { endpoints, type ReadyProgram } from './lab/endpoints.ts';
import { startLab } from './lab/lab.ts';
import type { OnProgress } from './progress.ts';
import { type CaseRuns, runCases } from './run-cases.ts';
import { runLabels } from './sandbox/labels.ts';
import { reapOrphans, reapRun } from './sandbox/reaper.ts';
import { runTasks } from './schedule.ts';
import { packSource } from './source/pack-source.ts';
import { readTree } from './source/read-tree.ts';
import { version } from './version.ts';

export interface GradeOptions {
  readonly docker: Docker;
  readonly images: ImageStore;
  readonly cache: BuildCache;
  readonly kit: Kit;
  /** As the kit parsed it; `packages` names extra Debian packages by language, if the kit has such a thing. */
  readonly config: unknown;
  readonly folder: string;
  readonly seed: number;
  /** Cases side by side; as many as there are processors if not given. */
  readonly jobs?: number;
  readonly artefacts?: Artefacts;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** Grades a folder: discover, build, run, judge. Throws InfrastructureFault and UnreadableSource. */
export async function grade(options: GradeOptions): Promise<GradingResult> {
  const { docker, kit, config, seed, signal } = options;
  const jobs = options.jobs ?? os.availableParallelism();
  const onProgress = options.onProgress ?? (() => {});
  const runId = randomUUID();
  const labels = runLabels(runId);
  const tree = await readTree(options.folder);
  const discovery = kit.discover(tree, config);
  const { programs, missing, subjects } = discovery;
  onProgress({ kind: 'discovered', subjects: subjects.length, programs: programs.length, missing: missing.length });
  await reapOrphans(docker);
  try {
    const wanted = [...new Set(programs.map(({ language }) => language))];
    const [lab, peers, images] = await Promise.all([
      options.images.ensure('lab'),
      options.images.ensure(kit.peersImage),
      languageImages(options.images, wanted, config),
    ]);
    signal?.throwIfAborted();
    const built = await buildAll(options, tree, discovery, images, labels, jobs, onProgress);
    const setup: Setup = { config, seed, tree, discovery, builds: built.results };
    await using started = await startLab(docker, lab.reference, labels);
    await using standing = endpoints(docker, started, peers, built.ready, labels);
    const runs = await runCases(
      {
        kit,
        lab: started,
        endpoints: standing,
        programs: built.ready,
        jobs,
        artefacts: options.artefacts ?? noArtefacts,
        onProgress,
        ...(signal ? { signal } : {}),
      },
      setup,
    );
    return assemble(options, setup, runs, images, started.backend);
  } finally {
    await reapRun(docker, runId);
    await pruneCache(options.cache.folder);
  }
}

async function languageImages(
  store: ImageStore,
  languages: readonly string[],
  config: unknown,
): Promise<Map<string, Image>> {
  const packages = (config as { packages?: Record<string, string[]> }).packages ?? {};
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
  tree: SourceTree,
  discovery: Discovery,
  images: ReadonlyMap<string, Image>,
  labels: Record<string, string>,
  jobs: number,
  onProgress: OnProgress,
): Promise<Built> {
  const built: Built = { results: new Map(), ready: new Map() };
  const groups = groupBy(discovery.programs, (program) => `${program.subject}\0${program.language}`);
  let done = 0;
  const tasks = [...groups.values()].map((programs) => ({
    needs: [],
    async run() {
      const { subject: id, language: languageId } = programs[0]!;
      const subject = discovery.subjects.find((one) => one.id === id)!;
      const language = languageOf(languageId);
      const image = images.get(languageId)!;
      const prefix = subject.folder === '' ? '' : `${subject.folder}/`;
      const files = tree.files.filter((file) => file.path.startsWith(prefix));
      onProgress({ kind: 'build-started', subject: id });
      const place = { docker: options.docker, cache: options.cache, labels };
      const source = { root: options.folder, folder: subject.folder, files };
      const build = await buildSubject(place, source, language, image, programs);
      const sourceTree = () => packSource(options.folder, files, subject.folder);
      const sourceMiB = Math.ceil(files.reduce((sum, file) => sum + file.size + 4096, 0) / 2 ** 20) + 1;
      for (const program of programs) {
        const result = build.results.find((one) => one.program === program.id)!;
        built.results.set(program.id, result);
        if (result.outcome !== 'built') continue;
        const ready = { program, language, image, tree: build.tree ?? sourceTree, treeMiB: build.treeMiB ?? sourceMiB };
        built.ready.set(program.id, ready);
      }
      const failed = build.results.filter(({ outcome }) => outcome !== 'built').map(({ program }) => program);
      onProgress({ kind: 'build-ended', subject: id, failed, done: ++done, total: groups.size });
    },
  }));
  await runTasks(tasks, jobs, options.signal);
  return built;
}

function languageOf(id: string): Language {
  const language = languageById(id);
  if (language === undefined) throw new RangeError(`discovery names a language that there is not: ${id}`);
  return language;
}

function assemble(
  options: GradeOptions,
  setup: Setup,
  runs: CaseRuns,
  images: ReadonlyMap<string, Image>,
  backend: string,
): GradingResult {
  const { kit, seed } = options;
  const { subjects, cases, matrix } = kit.grade(setup, runs.cases, runs.observations);
  const complete = runs.faults.length === 0;
  const mean = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0) / Math.max(1, numbers.length);
  return {
    gradewire: version,
    kit: kit.id,
    kitVersion: kit.version,
    seed,
    source: { digest: setup.tree.digest },
    images: Object.fromEntries([...images].map(([id, image]) => [id, image.digest])),
    status: complete ? 'complete' : 'incomplete',
    score: complete ? Math.round(mean(subjects.map(({ score }) => score)) * 100) / 100 : null,
    maxScore: subjects[0]?.maxScore ?? 0,
    subjects: [...subjects],
    programs: [...setup.discovery.programs.map((one) => programResult(one, setup)), ...missingPrograms(setup)],
    cases: cases.map((one) => ({ ...one, artefacts: artefactsOf(one.id, runs) })),
    matrix,
    link: { backend },
    infrastructure: { retries: runs.retries, faults: [...runs.faults] },
  };
}

function artefactsOf(id: string, runs: CaseRuns): string[] {
  const capture = runs.captures.get(id);
  return capture === undefined ? [] : [capture];
}

function programResult(program: Program, setup: Setup): GradingResult['programs'][number] {
  const { id, language, role } = program;
  const result = setup.builds.get(id);
  const { outcome = 'missing', command = '', log = '' } = result ?? {};
  return { id, language, role, outcome, command, log };
}

function missingPrograms(setup: Setup): GradingResult['programs'] {
  return setup.discovery.missing.map(({ id, subject, role, tried }) => {
    const language = setup.discovery.subjects.find((one) => one.id === subject)?.language ?? '';
    return { id, language, role, outcome: 'missing', command: '', log: `looked for ${tried.join(', ')}` };
  });
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  return Map.groupBy(items, key);
}
