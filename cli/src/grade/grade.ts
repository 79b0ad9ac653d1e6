import { writeFile } from 'node:fs/promises';
import type { GradingResult } from '@gradewire/core';
import { artefactsIn, grade } from '@gradewire/engine';
import { explainEnd } from '../exit-code.ts';
import { interruptibly, stoppingLine } from '../interrupt.ts';
import { openMachine } from '../machine.ts';
import { BadUsage } from '../option-values.ts';
import { renderHtml } from '../show/html.ts';
import { renderTerminal } from '../show/terminal.ts';
import { type GradeArguments, gradeUsage, parseGradeArguments } from './options.ts';
import { checkPlaces } from './places.ts';
import { liveProgress, type ProgressDisplay, plainProgress } from './progress.ts';

/** `gradewire grade`: returns the exit code. */
export async function runGrade(argv: string[]): Promise<number> {
  try {
    const asked = await parseGradeArguments(argv);
    if (asked === undefined) {
      console.log(gradeUsage);
      return 0;
    }
    await checkPlaces(asked);
    return await gradeAndShow(asked);
  } catch (error) {
    return explainEnd(error);
  }
}

async function gradeAndShow(asked: GradeArguments): Promise<number> {
  const progress = process.stderr.isTTY ? liveProgress(process.stderr) : plainProgress(process.stderr);
  const stopping = () => {
    progress.end();
    process.stderr.write(stoppingLine);
  };
  const result = await interruptibly(stopping, (signal) => gradeFolder(asked, progress, signal)).finally(() =>
    progress.end(),
  );
  if (result.subjects.length === 0)
    throw new BadUsage([nothingFound(asked), ...result.notes.map(({ text }) => text)].join('. '));
  const { folder, configFile } = asked;
  const replay = { folder, result: asked.json === '-' ? undefined : asked.json, config: configFile };
  if (asked.json === '-') process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else {
    const width = process.stdout.columns ?? 120;
    process.stdout.write(renderTerminal(result, { colour: asked.colour, width, replay }));
    if (asked.json !== undefined) await writeResult(asked.json, `${JSON.stringify(result, null, 2)}\n`);
  }
  if (asked.report !== undefined) await writeResult(asked.report, renderHtml(result, replay));
  return result.status === 'complete' ? 0 : 3;
}

function nothingFound({ folder, only }: GradeArguments): string {
  if (only === undefined) return `${folder} holds no folder with programs in a language that Gradewire knows`;
  return `${folder} holds programs in no folder or language called ${only.join(' or ')}; without --only, all are graded`;
}

async function gradeFolder(
  asked: GradeArguments,
  progress: ProgressDisplay,
  signal: AbortSignal,
): Promise<GradingResult> {
  const { folder, kit, config, seed, link, jobs, artefacts } = asked;
  const report = (line: string) => process.stderr.write(`${line}\n`);
  const machine = await openMachine(report, (event) => progress.onProgress({ kind: 'image', event }), signal);
  return grade({
    ...machine,
    kit,
    config,
    folder,
    seed,
    link,
    signal,
    onProgress: progress.onProgress,
    ...(jobs === undefined ? {} : { jobs }),
    ...(artefacts === undefined ? {} : { artefacts: artefactsIn(artefacts) }),
  });
}

async function writeResult(file: string, content: string): Promise<void> {
  try {
    await writeFile(file, content);
  } catch (error) {
    throw new BadUsage(`${file} cannot be written: ${(error as Error).message}`);
  }
}
