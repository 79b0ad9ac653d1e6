import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type CaseResult, type GradingResult, InfrastructureFault, type Kit } from '@gradewire/core';
import { printable } from '@gradewire/core/report';
import { type Artefacts, type GradeOptions, grade, type LinkChoice, readTree } from '@gradewire/engine';
import { kitById, kits } from '@gradewire/kits';
import { explainEnd } from '../exit-code.ts';
import { parseConfig, readConfig } from '../grade/options.ts';
import { checkPlaces } from '../grade/places.ts';
import { liveProgress, plainProgress } from '../grade/progress.ts';
import { interruptibly, stoppingLine } from '../interrupt.ts';
import { checkCaptureFile, writeCapture } from '../link/capture-file.ts';
import { openMachine } from '../machine.ts';
import { BadUsage, linkChoice } from '../option-values.ts';
import { namedIn, oneCase } from './one-case.ts';
import { parseReplayArguments, type ReplayArguments, replayUsage } from './options.ts';
import { readRecorded, recordedCase, seedOf } from './recorded.ts';
import { renderReplay } from './render.ts';
import { warningsAbout } from './warnings.ts';

/** What a replay came to; written as it is by `--json`. */
export interface Replayed {
  readonly caseId: string;
  readonly seed: number;
  readonly link: string;
  /** Why what was replayed may not be what was graded. */
  readonly warnings: readonly string[];
  readonly recorded: CaseResult;
  readonly replays: readonly CaseResult[];
  /** How many came to the recorded outcome. */
  readonly same: number;
  /** The file; null where nothing crossed a link. */
  readonly capture: string | null;
}

/** `gradewire replay`: returns the exit code. */
export async function runReplay(argv: string[]): Promise<number> {
  try {
    const asked = parseReplayArguments(argv);
    if (asked === undefined) {
      console.log(replayUsage);
      return 0;
    }
    return await replayAndShow(asked);
  } catch (error) {
    return explainEnd(error);
  }
}

/** Everything that a run of the case needs. */
interface Replay {
  readonly kit: Kit<unknown>;
  readonly config: unknown;
  readonly caseId: string;
  readonly folder: string;
  readonly seed: number;
  readonly link: LinkChoice;
}

async function replayAndShow(asked: ReplayArguments): Promise<number> {
  const { caseId, folder, json } = asked;
  const recorded = await readRecorded(asked.result);
  const before = recordedCase(recorded, caseId);
  const seed = seedOf(recorded, asked.seed);
  const link = asked.link ?? linkChoice(recorded.link?.backend ?? 'emulator');
  const kit = kitById(recorded.kit);
  if (kit === undefined) {
    throw new BadUsage(`the result is of the kit ${recorded.kit}; there is ${kits.map(({ id }) => id).join(', ')}`);
  }
  const config = parseConfig(kit, await readConfig(asked.config), undefined);
  await checkPlaces({ folder, json, report: undefined, artefacts: undefined });
  await checkCaptureFile(asked.capture);
  const warnings = warningsAbout(recorded, kit, await readTree(folder), asked.seed);
  for (const text of warnings) process.stderr.write(`warning: ${printable(text)}\n`);

  const subjects = namedIn(
    caseId,
    recorded.subjects.map(({ id }) => id),
  );
  const replay = { kit: oneCase(kit, caseId, subjects), config, caseId, folder, seed, link };
  const { replays, capture } = await runTimes(replay, asked.times);
  if (capture.length > 0) await writeCapture(asked.capture, capture);
  const same = replays.filter(({ outcome }) => outcome === before.outcome).length;
  const shownCapture = capture.length > 0 ? path.normalize(asked.capture) : null;
  const replayed: Replayed = { caseId, seed, link, warnings, recorded: before, replays, same, capture: shownCapture };
  if (json === '-') process.stdout.write(`${JSON.stringify(replayed, null, 2)}\n`);
  else {
    process.stdout.write(renderReplay(replayed));
    if (json !== undefined) await writeFile(json, `${JSON.stringify(replayed, null, 2)}\n`);
  }
  return replays.some(({ outcome }) => outcome === 'unsupported') ? 3 : 0;
}

async function runTimes(replay: Replay, times: number): Promise<{ replays: CaseResult[]; capture: Buffer }> {
  const captures: Buffer[] = [];
  const artefacts: Artefacts = {
    keepObservations: async () => {},
    async keepCapture({ caseId, isStudents }, capture) {
      if (caseId === replay.caseId && isStudents) captures.push(capture);
      return undefined;
    },
  };
  const progress = process.stderr.isTTY ? liveProgress(process.stderr) : plainProgress(process.stderr);
  const stopping = () => {
    progress.end();
    process.stderr.write(stoppingLine);
  };
  const replays = await interruptibly(stopping, async (signal) => {
    const report = (line: string) => process.stderr.write(`${line}\n`);
    const machine = await openMachine(report, (event) => progress.onProgress({ kind: 'image', event }), signal);
    const place = { ...machine, onProgress: progress.onProgress, signal };
    const replays: CaseResult[] = [];
    while (replays.length < times) replays.push(await runOnce(replay, { ...place, artefacts }));
    return replays;
  }).finally(() => progress.end());
  return { replays, capture: Buffer.concat(captures) };
}

async function runOnce(
  { caseId, ...what }: Replay,
  place: Omit<GradeOptions, 'kit' | 'config' | 'folder' | 'seed' | 'link'>,
): Promise<CaseResult> {
  const result = await grade({ ...what, ...place });
  const [fault] = result.infrastructure.faults;
  if (fault !== undefined) throw new InfrastructureFault(fault);
  return caseIn(result, caseId, what.folder);
}

function caseIn({ cases }: GradingResult, id: string, folder: string): CaseResult {
  const found = cases.find((one) => one.id === id);
  if (found) return found;
  throw new BadUsage(
    `with the programs in ${folder} the kit never comes to ${id}. If the result was made with a configuration, give it: ` +
      '--config FILE',
  );
}
