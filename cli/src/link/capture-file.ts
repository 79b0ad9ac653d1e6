import { constants } from 'node:fs';
import { access, open, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BadUsage } from '../option-values.ts';

/** The type of a section header block, with which every pcapng file begins; it reads the same in both byte orders. */
const firstBytes = Buffer.from([0x0a, 0x0d, 0x0d, 0x0a]);

/** Whether the capture can go there: into a new file, or in the place of another capture. Throws BadUsage. */
export async function checkCaptureFile(file: string): Promise<void> {
  const refuse = (why: string) => {
    throw new BadUsage(`--capture ${file} ${why}`);
  };
  const info = await stat(file).catch(() => undefined);
  const folder = path.dirname(file);
  if (info === undefined && !(await stat(folder).catch(() => undefined))?.isDirectory()) {
    refuse(`cannot be written: there is no folder ${folder}`);
  }
  await access(info === undefined ? folder : file, constants.W_OK).catch(() =>
    refuse('cannot be written: you may not'),
  );
  if (info === undefined) return;
  if (!info.isFile()) refuse('is there and is no file: name another one');
  if (info.size > 0 && !(await isCapture(file))) refuse('is there and is no capture: name another file');
}

async function isCapture(file: string): Promise<boolean> {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
  return bytesRead === 4 && buffer.equals(firstBytes);
}

/** Throws BadUsage. */
export async function writeCapture(file: string, capture: Buffer): Promise<void> {
  await writeFile(file, capture).catch((error: Error) => {
    throw new BadUsage(`--capture ${file} cannot be written: ${error.message}`);
  });
}
