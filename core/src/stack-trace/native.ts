import { type Crash, type CrashReader, type Frame, frameOf, framesIn } from './crash.ts';

const crash = (message: string, frame: Frame | null): Crash => ({ message, frames: frame === null ? [] : [frame] });

const rustPanic = /^thread '[^']*'(?: \(\d+\))? panicked at (?<file>[^:']+):(?<line>\d+):\d+:$/;
/** Before 1.73: the message comes first, in quotes, and may go on for lines. */
const rustOldPanic = /^thread '[^']*' panicked at '(?<message>.*)$/;
const rustOldPlace = /', (?<file>[^:']+):(?<line>\d+):\d+$/;
const longestPanic = 20;
/** The standard library's own paths are relative ones, too. */
const rustLibrary = /^library\/\w+\/src\//;

export const rustCrash: CrashReader = (lines) => {
  const at = lines.findIndex((line) => rustPanic.test(line) || rustOldPanic.test(line));
  if (at < 0) return null;
  const newer = rustPanic.exec(lines[at]!);
  const older = rustOldPanic.exec(lines[at]!);
  const below = lines.slice(at, at + longestPanic).map((line) => rustOldPlace.exec(line));
  const message = older ? older.groups!.message!.replace(rustOldPlace, '') : (lines[at + 1] ?? '').trim();
  const frame = frameOf(newer ?? below.find((one) => one !== null));
  return crash(message || 'panicked', frame !== null && rustLibrary.test(frame.file) ? null : frame);
};

/** Before the file's name stands its module; the standard library is compiled into every program. */
const swiftFatal =
  /^(?:(?<module>\w+)\/)?(?<file>[^\s/:][^/:]*\.swift):(?<line>\d+): (?<message>(?:Fatal error|Precondition failed|Assertion failed)\b.*)$/;
const swiftFrame = /^\d+ .* in .* at (?<file>\/[^:]+\.swift):(?<line>\d+)(?::\d+)?$/;
const swiftLibraries = /^(?:Swift|_\w+|Foundation\w*|Dispatch)$/;

export const swiftCrash: CrashReader = (lines) => {
  const at = lines.findIndex((line) => swiftFatal.test(line));
  if (at < 0) return null;
  const match = swiftFatal.exec(lines[at]!)!;
  const frame = swiftLibraries.test(match.groups!.module ?? '') ? null : frameOf(match);
  const frames = framesIn(lines.slice(at + 1), [swiftFrame]);
  return { message: match.groups!.message!, frames: frame === null ? frames : [frame, ...frames] };
};

const assertion = /^(?:[^\s:][^:]*: )?(?<file>[^\s:][^:]*):(?<line>\d+): (?:.*: )?(?<message>Assertion `.*' failed\.)$/;
const sanitizer = /^=+\d+=+ ?ERROR: (?<message>\w+Sanitizer: .+?)(?: on (?:unknown )?address .*)?$/;
const sanitizerFrame = /^\s+#\d+ 0x[\da-f]+ in .* (?<file>\/[^\s:]+):(?<line>\d+)(?::\d+)?$/;
const uncaught = /^terminate called /;

/** What was compiled from C and C++ tells of its end only where it was asked to, or of an exception without its place. */
export const cCrash: CrashReader = (lines) => {
  for (const [at, line] of lines.entries()) {
    const match = assertion.exec(line);
    if (match !== null) return crash(match.groups!.message!, frameOf(match));
    const found = sanitizer.exec(line);
    if (found !== null) return { message: found.groups!.message!, frames: framesIn(lines.slice(at), [sanitizerFrame]) };
    const what = /^ {2}what\(\): .+$/.test(lines[at + 1] ?? '') ? ` ${lines[at + 1]!.trim()}` : '';
    if (uncaught.test(line)) return crash(`${line}${what}`, null);
  }
  return null;
};
