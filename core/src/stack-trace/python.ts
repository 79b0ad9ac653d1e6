import { type CrashReader, framesIn } from './crash.ts';

const frame = /^\s*File "(?<file>[^"]+)", line (?<line>\d+)(?:, in .*)?$/;
const head = 'Traceback (most recent call last):';

/** Python tells the innermost frame last, and below it, not indented, what was raised; of several, the last one ends it. */
export const pythonCrash: CrashReader = (printed) => {
  // Before each line of an exception group's members stands a rule.
  const lines = printed.map((line) => line.replace(/^ *\| /, ''));
  const last = lines.findLastIndex((line) => frame.test(line));
  if (last < 0) return null;
  const message = lines.slice(last + 1).find((line) => /^[^\s^~]/.test(line)) ?? '';
  const start = Math.max(0, lines.slice(0, last).lastIndexOf(head));
  // The traceback before is only asked where the last one has nothing of the student's.
  const frames = [lines.slice(start), lines.slice(0, start)].flatMap((part) => framesIn(part, [frame]).toReversed());
  return { message, frames };
};
