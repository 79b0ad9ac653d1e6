import type { Crash } from './crash.ts';
import { logLines } from './log-lines.ts';
import { machineCrash } from './machines.ts';
import { cCrash, rustCrash, swiftCrash } from './native.ts';
import { pythonCrash } from './python.ts';
import { luaCrash, perlCrash, rubyCrash } from './scripts.ts';

/** Those that know a crash by more come first. */
const readers = [pythonCrash, rubyCrash, luaCrash, rustCrash, swiftCrash, machineCrash, cCrash, perlCrash];

/** The crash that a standard error tells of, whatever the language; null if it tells of none. Never throws. */
export function crashOf(stderr: string): Crash | null {
  const lines = logLines(stderr);
  for (const read of readers) {
    const crash = read(lines);
    if (crash !== null) return { ...crash, message: crash.message.trim() };
  }
  return null;
}
