import { type GradingResult, isGraded, type Program, type Setup } from '@gradewire/core';
import type { ObservationRecord } from './artefacts.ts';
import type { GradeOptions } from './grade.ts';
import type { Image } from './images/image-store.ts';
import type { RecipeDigests } from './images/recipe-digests.ts';
import type { CaseRuns } from './run-cases.ts';
import { markUnsupported } from './unsupported.ts';
import { version } from './version.ts';

/** The result of a run, as the contract in core/ has it. */
export function assemble(
  options: Pick<GradeOptions, 'kit' | 'seed' | 'withheld'>,
  setup: Setup,
  runs: CaseRuns,
  images: Pick<GradingResult, 'images' | 'recipes'>,
  backend: string,
): GradingResult {
  const { kit, seed } = options;
  const graded = kit.grade(setup, runs.cases, runs.observations);
  const { subjects, cases, matrix } = markUnsupported(graded, runs.cases, runs.unsupported, backend);
  const complete = runs.faults.length === 0 && runs.unsupported.size === 0;
  // A change in a class repository that touches nobody's folder is no work without points.
  const isScored = setup.focus === undefined || (!setup.focus.pairsOnly && subjects.length > 0);
  const mean = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0) / Math.max(1, numbers.length);
  return {
    gradewire: version,
    kit: kit.id,
    kitVersion: kit.version,
    seed,
    source: { digest: setup.tree.digest },
    images: { ...images.images },
    recipes: { ...images.recipes },
    status: complete ? 'complete' : 'incomplete',
    scope: options.withheld === undefined ? 'all' : 'public',
    score: complete && isScored ? Math.round(mean(subjects.map(({ score }) => score)) * 100) / 100 : null,
    maxScore: subjects[0]?.maxScore ?? 0,
    subjects: [...subjects],
    notes: [...setup.discovery.ignored],
    programs: [...setup.discovery.programs.map((one) => programResult(one, setup)), ...missingPrograms(setup)],
    cases: cases.map((one) => ({ ...one, artefacts: artefactsOf(one.id, runs) })),
    matrix,
    link: { backend, version: linkVersions(runs) },
    infrastructure: { retries: runs.retries, faults: [...runs.faults], linkLagMs: worstLagMs(runs) },
  };
}

/** More than one where observations of earlier runs were taken over. */
function linkVersions({ observations }: CaseRuns): string {
  const versions = [...observations.values()].flat().map(({ link }) => link?.version ?? '');
  return [...new Set(versions)].filter(Boolean).sort().join(', ');
}

function worstLagMs({ observations }: CaseRuns): number | null {
  const lags = [...observations.values()].flat().flatMap(({ link }) => link?.realised?.lagMs?.p99 ?? []);
  return lags.length === 0 ? null : Math.max(...lags);
}

/** What was seen, for judging it again. */
export function recordOf(
  options: GradeOptions,
  setup: Setup,
  runs: CaseRuns,
  digests: ReadonlyMap<string, string>,
  recipes: RecipeDigests,
): ObservationRecord {
  return {
    version: 1,
    kit: options.kit.id,
    kitVersion: options.kit.version,
    seed: options.seed,
    source: { digest: setup.tree.digest },
    builds: [...setup.builds.values()],
    subjects: Object.fromEntries(digests),
    recipes,
    observations: Object.fromEntries(runs.observations),
  };
}

/** Digests of the images, each under the folder whose programs ran in it; a program in another language has its own. */
export function imagesByFolder({ discovery }: Setup, images: ReadonlyMap<string, Image>): Record<string, string> {
  const entries = discovery.programs.map(({ id, subject, language }): [string, string] => {
    const usual = discovery.subjects.find((one) => one.id === subject)?.language === language;
    return [usual ? subject : id, images.get(language)!.digest];
  });
  return Object.fromEntries(entries);
}

function artefactsOf(id: string, runs: CaseRuns): string[] {
  return [...(runs.captures.get(id) ?? [])];
}

function programResult(program: Program, setup: Setup): GradingResult['programs'][number] {
  const { id, language, role } = program;
  const result = setup.builds.get(id);
  const { outcome = 'missing', command = '', log = '' } = result ?? {};
  // What compilers said of somebody else's source is not told.
  if (!isGraded(setup, program.subject)) return { id, language, role, outcome, command: '', log: '' };
  return { id, language, role, outcome, command, log };
}

function missingPrograms(setup: Setup): GradingResult['programs'] {
  return setup.discovery.missing.map(({ id, subject, role, tried }) => {
    const language = setup.discovery.subjects.find((one) => one.id === subject)?.language ?? '';
    const log = isGraded(setup, subject) ? `looked for ${tried.join(', ')}` : '';
    return { id, language, role, outcome: 'missing', command: '', log };
  });
}
