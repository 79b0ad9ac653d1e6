import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { type GradingResult, InfrastructureFault } from '@gradewire/core';
import { artefactsIn, buildCache, connectDocker, grade, imageStore, UnreadableSource } from '@gradewire/engine';
import { ensureBaseImage } from '../setup/base-images.ts';
import { ensureDocker } from '../setup/docker.ts';
import { renderHtml } from '../show/html.ts';
import { renderTerminal } from '../show/terminal.ts';
import { BadUsage, type GradeArguments, gradeUsage, parseGradeArguments } from './options.ts';
import { liveProgress, type ProgressDisplay, plainProgress } from './progress.ts';

/** `gradewire grade`: returns the exit code. */
export async function runGrade(argv: string[]): Promise<number> {
  try {
    const asked = await parseGradeArguments(argv);
    if (asked === undefined) {
      console.log(gradeUsage);
      return 0;
    }
    return await gradeAndShow(asked);
  } catch (error) {
    if (error instanceof BadUsage || error instanceof UnreadableSource) return complain(error, 2);
    if (error instanceof InfrastructureFault) return complain(error, 3);
    if (error instanceof Interrupted) return 130;
    throw error;
  }
}

class Interrupted extends Error {}

async function gradeAndShow(asked: GradeArguments): Promise<number> {
  const progress = process.stderr.isTTY ? liveProgress(process.stderr) : plainProgress(process.stderr);
  const result = await interruptibly((signal) => gradeFolder(asked, progress, signal)).finally(() => progress.end());
  if (asked.json === '-') process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else {
    process.stdout.write(renderTerminal(result, { colour: asked.colour, width: process.stdout.columns ?? 120 }));
    if (asked.json !== undefined) await writeResult(asked.json, `${JSON.stringify(result, null, 2)}\n`);
  }
  if (asked.report !== undefined) await writeResult(asked.report, renderHtml(result));
  if (result.subjects.length === 0) {
    console.error(`gradewire: ${asked.folder} holds no folder with programs in a language that Gradewire knows`);
    return 2;
  }
  return result.status === 'complete' ? 0 : 3;
}

async function gradeFolder(
  asked: GradeArguments,
  progress: ProgressDisplay,
  signal: AbortSignal,
): Promise<GradingResult> {
  const { folder, kit, config, seed, jobs, artefacts } = asked;
  const report = (line: string) => process.stderr.write(`${line}\n`);
  await ensureDocker(report);
  const docker = await connectDocker();
  const images = imageStore(docker, {
    ensureBaseImage: (name) => ensureBaseImage(name, report),
    onEvent: (event) => progress.onProgress({ kind: 'image', event }),
  });
  return grade({
    docker,
    images,
    cache: buildCache(path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'gradewire', 'builds')),
    kit,
    config,
    folder,
    seed,
    signal,
    onProgress: progress.onProgress,
    ...(jobs === undefined ? {} : { jobs }),
    ...(artefacts === undefined ? {} : { artefacts: artefactsIn(artefacts) }),
  });
}

/** The first ctrl-c ends the run in order, sandboxes and all; a second one ends the process. */
async function interruptibly<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    process.stderr.write('\nstopping: what runs is ended and removed (ctrl-c again to leave at once)\n');
    controller.abort(new Interrupted());
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

async function writeResult(file: string, content: string): Promise<void> {
  try {
    await writeFile(file, content);
  } catch (error) {
    throw new BadUsage(`${file} cannot be written: ${(error as Error).message}`);
  }
}

function complain(error: Error, code: number): number {
  console.error(`gradewire: ${error.message}`);
  return code;
}
