import { readFileSync } from 'node:fs';
import type { CaseResult, Observation, RubricLine } from '@gradewire/core';
import { type Artefacts, type GradeOptions, grade, noArtefacts } from '@gradewire/engine';
import { kitById } from '@gradewire/kits';
import { measureSteal } from '../../engine/src/lab/steal.ts';
import { catalogue } from '../../kits/reliable-udp/plan/catalogue.ts';
import { openMachine } from '../machine.ts';

const kit = kitById('reliable-udp')!;

/** `race`: the races with TCP, and what says how the sender is called in them. */
export const suites = ['full', 'public', 'race'] as const;
export type Suite = (typeof suites)[number];

/** What a grading is asked for, always with the same seed. */
export interface Asked {
  readonly folder: string;
  readonly config: unknown;
  readonly seed: number;
}

/** What one grading came to. Times are milliseconds. */
export interface Graded {
  /** Beside programs that keep all processors busy. */
  readonly busy: boolean;
  /** Of the whole: from reading the folder to the result, images and builds being there. */
  readonly wallMs: number;
  /** Of all trials, one after the other. */
  readonly trialsMs: number;
  /** null: a fault of the grader remained. */
  readonly score: number | null;
  readonly lines: readonly Pick<RubricLine, 'id' | 'points'>[];
  readonly cases: readonly Pick<CaseResult, 'id' | 'outcome' | 'metrics' | 'durationMs'>[];
  /** Codes of feedback by case. */
  readonly codes: Readonly<Record<string, readonly string[]>>;
  /** What was run again, and why. */
  readonly retries: readonly { readonly id: string; readonly reason: string }[];
  readonly faults: readonly string[];
  /** The largest 99th percentile of a link's lag, of the trials that count. */
  readonly lagP99: { readonly ms: number; readonly id: string };
  /** Load average of the last minute as it began, and the share of processor time that the host took. */
  readonly load: number;
  readonly stolen: number;
}

/** `giveUp`: with the case in which nobody ever answers, which takes as long as the sender's patience. */
export function configOf(suite: Suite, giveUp: boolean): unknown {
  if (suite === 'race') return kit.parseConfig({ cases: ['extra/variable-window', 'extra/faster-than-tcp'] });
  if (suite === 'public' || giveUp) return kit.parseConfig({ suite });
  return kit.parseConfig({ cases: [...new Set(catalogue.map(({ id }) => id.split('/')[0]!)), 'extra'] });
}

/** A grader with its images made and the sender built. Throws where an image is missing, or the sender does not pass. */
export async function openGrader(asked: Asked): Promise<(busy: boolean) => Promise<Graded>> {
  const options: GradeOptions = {
    ...(await openMachine()),
    kit,
    ...asked,
  };
  const { status, cases } = await grade({ ...options, config: kit.parseConfig({ cases: ['clean/text'] }) });
  const failed = cases.find(({ outcome }) => outcome !== 'passed');
  if (status !== 'complete' || failed) throw new Error(`clean/text: ${failed?.feedback[0]?.text ?? status}`);
  return (busy) => gradeOnce(options, busy);
}

async function gradeOnce(options: GradeOptions, busy: boolean): Promise<Graded> {
  const retries: { id: string; reason: string }[] = [];
  const seen = new Map<string, readonly Observation[]>();
  const artefacts: Artefacts = {
    ...noArtefacts,
    async keepObservations({ observations }) {
      for (const [id, ofCase] of Object.entries(observations)) seen.set(id, ofCase);
    },
  };
  const load = Number(readFileSync('/proc/loadavg', 'latin1').split(' ')[0]);
  const stolen = measureSteal();
  const started = performance.now();
  const { score, subjects, cases, infrastructure } = await grade({
    ...options,
    artefacts,
    onProgress(event) {
      if (event.kind === 'retry') retries.push({ id: event.id, reason: event.reason });
    },
  });
  return {
    busy,
    wallMs: performance.now() - started,
    trialsMs: cases.reduce((sum, { durationMs }) => sum + durationMs, 0),
    score,
    lines: subjects[0]!.lines.map(({ id, points }) => ({ id, points })),
    cases: cases.map(({ id, outcome, metrics, durationMs }) => ({ id, outcome, metrics, durationMs })),
    codes: Object.fromEntries(cases.map(({ id, feedback }) => [id, feedback.map(({ code }) => code)])),
    retries,
    faults: infrastructure.faults,
    lagP99: worstLag(seen),
    load,
    stolen: stolen(),
  };
}

function worstLag(seen: ReadonlyMap<string, readonly Observation[]>): Graded['lagP99'] {
  const all = [...seen].flatMap(([id, observations]) =>
    observations.map(({ link }) => ({ id, ms: link.realised?.lagMs?.p99 ?? 0 })),
  );
  return all.reduce((worst, one) => (one.ms > worst.ms ? one : worst), { id: '', ms: 0 });
}
