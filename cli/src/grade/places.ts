import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { BadUsage } from '../option-values.ts';
import { takesFolders } from '../takes-folders.ts';
import type { GradeArguments } from './options.ts';

/** Whether what is to be read is there and what is to be written can be: better now than after minutes of grading. */
export async function checkPlaces(
  asked: Pick<GradeArguments, 'folder' | 'json' | 'report' | 'artefacts'>,
): Promise<void> {
  if (!(await stat(asked.folder).catch(() => undefined))?.isDirectory()) {
    throw new BadUsage(`${asked.folder} is not a folder: name the folder with the programs`);
  }
  if (asked.json !== undefined && asked.json !== '-') await checkFile('--json', asked.json);
  if (asked.report !== undefined) await checkFile('--report', asked.report);
  if (asked.artefacts !== undefined) await checkFolder('--artefacts', asked.artefacts);
}

async function checkFile(option: string, file: string): Promise<void> {
  const info = await stat(file).catch(() => undefined);
  if (info?.isDirectory()) throw new BadUsage(`${option} ${file} is a folder: name a file`);
  const folder = path.dirname(file);
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    throw new BadUsage(`${option} ${file} cannot be written: there is no folder ${folder}`);
  }
  await access(info === undefined ? folder : file, constants.W_OK).catch(() => {
    throw new BadUsage(`${option} ${file} cannot be written: you may not`);
  });
}

/** It is made with all that it lies in, so the innermost folder that is there counts. */
async function checkFolder(option: string, folder: string): Promise<void> {
  const info = await stat(folder).catch(() => undefined);
  if (info === undefined && path.dirname(folder) !== folder) return checkFolder(option, path.dirname(folder));
  if (!info?.isDirectory()) throw new BadUsage(`${option}: ${folder} is not a folder`);
  await takesFolders(folder).catch(() => {
    throw new BadUsage(`${option}: ${folder} is not writable`);
  });
}
