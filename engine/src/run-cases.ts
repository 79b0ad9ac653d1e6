import {
  type Case,
  type EndpointSide,
  InfrastructureFault,
  isNamed,
  type Kit,
  type LinkProfile,
  type Observation,
  type Observations,
  type ProgramRef,
  type Setup,
  type Trial,
} from '@gradewire/core';
import { allOrFirstFault } from './all-or-first-fault.ts';
import type { Artefacts, CaptureOf } from './artefacts.ts';
import { inBlocks } from './in-blocks.ts';
import { type Endpoints, mostStanding, type ReadyProgram } from './lab/endpoints.ts';
import type { StartedLab } from './lab/lab.ts';
import { LinkOutOfBudget } from './lab/self-audit.ts';
import { makeReady } from './make-ready.ts';
import type { StartOf } from './program-request.ts';
import type { OnProgress } from './progress.ts';
import { runTrial, type TrialRun } from './run-trial.ts';
import { type Pace, paceOf, runTasks } from './schedule.ts';
import { ProgramStarved } from './starvation.ts';
import type { Unsupported } from './unsupported.ts';

export interface CaseRunner {
  readonly kit: Kit;
  readonly lab: StartedLab;
  /** What a profile asks for that the lab's links cannot do: a case that asks for it is not run. Empty if nothing. */
  readonly inexpressible: (profile: LinkProfile) => readonly string[];
  readonly endpoints: Endpoints;
  readonly programs: ReadonlyMap<string, ReadyProgram>;
  /** Names of cases that must not be run: a kit that plans one all the same is not obeyed. */
  readonly withheld: readonly string[];
  readonly jobs: number;
  readonly artefacts: Artefacts;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
}

export interface CaseRuns {
  readonly cases: readonly Case[];
  readonly observations: ReadonlyMap<string, readonly Observation[]>;
  /** File names by case: that of a student's last trial comes first, and those of the reference last. */
  readonly captures: ReadonlyMap<string, readonly string[]>;
  readonly unsupported: Unsupported;
  /** Faults of ours that a second or third attempt got over. */
  readonly retries: number;
  /** Those that remained. */
  readonly faults: readonly string[];
}

const attemptsPerTrial = 3;

/**
 * Runs what the kit plans until it plans nothing new; what is `known` is not run again. Faults that remain after the
 * retries are told, not thrown.
 */
export async function runCases(runner: CaseRunner, setup: Setup, known: Observations = new Map()): Promise<CaseRuns> {
  const observations = new Map([...known].map(([id, seen]) => [id, [...seen]]));
  const kept = new Map<string, readonly string[]>();
  const unsupported = new Map<string, readonly string[]>();
  const pace = paceOf(runner.jobs);
  const given = { retries: 0, faults: [] as string[], abandoned: new Set<string>() };
  for (;;) {
    const cases = runner.kit.plan(setup, observations);
    refuseWithheld(cases, runner.withheld);
    for (const { id, link, trials } of cases) {
      const reasons = trials.length === 0 ? [] : runner.inexpressible(link);
      if (reasons.length > 0) unsupported.set(id, reasons);
    }
    const seen = (id: string, trial: Trial) => observations.get(id)?.some((one) => one.trial === trial.name);
    const open = cases
      .filter(({ id }) => !given.abandoned.has(id) && !unsupported.has(id))
      .flatMap((graded) =>
        graded.trials.filter((trial) => !seen(graded.id, trial)).map((trial) => ({ graded, trial })),
      );
    if (open.length === 0) {
      return { cases, observations, captures: kept, unsupported, retries: given.retries, faults: given.faults };
    }
    const counts = { total: cases.filter(({ id, trials }) => trials.length > 0 && !unsupported.has(id)).length };
    const isComplete = (graded: Case) => graded.trials.every((trial) => seen(graded.id, trial));
    let done = cases.filter((one) => one.trials.length > 0 && isComplete(one)).length;
    const tasks = inBlocks(open, ({ trial }) => studentsOf(trial), mostStanding / 2).map(({ graded, trial }) => ({
      needs: runner.kit.sideBySide ? [] : studentsOf(trial),
      async run(slot: number) {
        runner.onProgress({ kind: 'case-started', id: graded.id });
        const run = await withRetries(runner, graded, trial, slot, given, pace);
        if (run === undefined) return;
        append(observations, graded.id, run.observation);
        const of = captureOf(graded, trial);
        const name = await runner.artefacts.keepCapture(of, run.capture);
        const others = kept.get(graded.id) ?? [];
        if (name) kept.set(graded.id, of.isStudents ? [name, ...others] : [...others, name]);
        if (!isComplete(graded)) return;
        const verdict = runner.kit.judge(setup, graded, observations.get(graded.id)!);
        const text = verdict.feedback[0]?.text ?? '';
        runner.onProgress({
          kind: 'case-ended',
          id: graded.id,
          outcome: verdict.outcome,
          text,
          done: ++done,
          ...counts,
        });
      },
    }));
    if (runner.kit.sideBySide && open.length > 1) {
      await makeReady(runner.endpoints, open, refsOf, pace.limit(), runner.signal);
    }
    await runTasks(tasks, pace.limit, runner.signal);
  }
}

function refuseWithheld(cases: readonly Case[], withheld: readonly string[]): void {
  const planned = cases.find(({ id }) => isNamed(id, withheld));
  if (planned) throw new RangeError(`the kit plans ${planned.id}, which is withheld`);
}

/** Undefined where a fault of ours remained. Both endpoints are replaced after a fault: nothing is known of them. */
async function withRetries(
  runner: CaseRunner,
  graded: Case,
  trial: Trial,
  slot: number,
  given: { retries: number; faults: string[]; abandoned: Set<string> },
  pace: Pace,
): Promise<TrialRun | undefined> {
  for (let attempt = 1; ; attempt++) {
    const begunMs = performance.now();
    try {
      const run = await attemptTrial(runner, graded, trial, slot);
      pace.steady();
      return run;
    } catch (error) {
      if (!(error instanceof InfrastructureFault)) throw error;
      runner.signal?.throwIfAborted();
      if (error instanceof LinkOutOfBudget || error instanceof ProgramStarved) pace.slower(begunMs);
      const [client, server] = refsOf(trial);
      await runner.endpoints.discard(client, 'client', slot);
      await runner.endpoints.discard(server, 'server', slot);
      runner.onProgress({ kind: 'retry', id: graded.id, reason: error.message });
      if (attempt === attemptsPerTrial) {
        given.faults.push(`${graded.id}: ${error.message}`);
        given.abandoned.add(graded.id);
        return undefined;
      }
      given.retries++;
    }
  }
}

async function attemptTrial(runner: CaseRunner, graded: Case, trial: Trial, slot: number): Promise<TrialRun> {
  const [clientRef, serverRef] = refsOf(trial);
  using inUse = new DisposableStack();
  const lend = async (ref: ProgramRef, side: EndpointSide) =>
    inUse.use(await runner.endpoints.lend(ref, side, slot)).endpoint;
  const [client, server] = await allOrFirstFault([lend(clientRef, 'client'), lend(serverRef, 'server')]);
  const startOf: StartOf = (ref) => {
    if (ref.kind === 'peer') return { command: runner.kit.peerCommand(ref.name), environment: {}, stdin: '' };
    const ready = runner.programs.get(ref.id);
    if (ready === undefined) throw new RangeError(`case ${graded.id} wants ${ref.id}, which was not built`);
    return ready.program;
  };
  // Not given back before it has ended.
  return await runTrial({ lab: runner.lab, client, server }, graded, trial, startOf);
}

const anyPeer: ProgramRef = { kind: 'peer', name: 'any' };

/** The endpoints that a trial needs; where it names no program there is still one of ours, to answer with a reset. */
function refsOf(trial: Trial): [client: ProgramRef, server: ProgramRef] {
  return [trial.client?.runs[0]?.program ?? anyPeer, trial.server?.program ?? anyPeer];
}

function studentsOf(trial: Trial): string[] {
  return refsOf(trial).flatMap((ref) => (ref.kind === 'student' ? [ref.id] : []));
}

function captureOf({ id: caseId, trials }: Case, trial: Trial): CaptureOf {
  const first = trials.find((one) => studentsOf(one).length > 0) ?? trials[0];
  const isStudents = studentsOf(trial).length > 0;
  return { caseId, trial: trial.name === first?.name ? null : trial.name, isStudents };
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}
