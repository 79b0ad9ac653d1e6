import { type CrashReader, framesIn } from './crash.ts';

/** How a virtual machine shows a stack: what was thrown, and below it the frames with the innermost first. */
interface Format {
  readonly frames: readonly RegExp[];
  /** Of an end that nothing else looks like. */
  readonly end?: RegExp;
}

const v8: Format = {
  frames: [
    // `at f (/work/a.js:2:8)`, `at async /work/a.js:2:8`.
    /^\s*at (?:.*\(|async )?(?<file>(?:\/|\.\/|file:\/\/)[^():]+):(?<line>\d+):\d+\)?$/,
    // Above the line of source that cannot be read, or that threw.
    /^(?<file>(?:file:\/\/)?\/[^:]+\.[cm]?[jt]s):(?<line>\d+)$/,
  ],
};
const jvm: Format = {
  // It tells of no more than a file's name, so frames of the libraries are known by their packages.
  frames: [
    /^\s*at (?!(?:java|javax|jdk|sun|com\.sun|kotlin|kotlinx|scala)\.)[^\s(]+\((?<file>[^\s():]+\.(?:java|kt|scala)):(?<line>\d+)\)$/,
  ],
  end: /^Exception in thread "[^"]*" (?<message>.+)$/,
};
const mono: Format = {
  frames: [/^\s*at .* in (?<file>[^<>:]+\.cs):(?<line>\d+)$/],
  end: /^\[ERROR\] FATAL UNHANDLED EXCEPTION: (?<message>.+)$/,
};
const go: Format = {
  frames: [/^\s+(?<file>\/[^:]+\.go):(?<line>\d+)(?: \+0x[\da-f]+)?$/],
  end: /^(?:panic|fatal error): (?<message>.+)$/,
};
const formats = [jvm, mono, go, v8];

const exception = /^(?:Uncaught )?(?<message>[\w$.]*(?:Error|Exception)\b.*)$/;

/** V8, the JVM, Mono and Go. */
export const machineCrash: CrashReader = (lines) => {
  const format = formats.find(({ frames }) => lines.some((line) => frames.some((one) => one.test(line))));
  const ends = (format ? [format] : formats).flatMap(({ end }) => end ?? []);
  const end = ends.find((one) => lines.some((line) => one.test(line)));
  // Of several the last one was not caught.
  const at = lines.findLastIndex(end ? (line) => end.test(line) : (line, i) => isAboveStack(line, lines[i + 1]));
  if (at < 0 && format === undefined) return null;
  const parts = [lines.slice(Math.max(at, 0)), lines.slice(0, Math.max(at, 0))];
  return {
    message: at < 0 ? thrownValue(lines) : (end ?? exception).exec(lines[at]!)!.groups!.message!,
    // None where all are a library's.
    frames: format ? parts.flatMap((part) => framesIn(part, format.frames)) : [],
  };
};

function isAboveStack(line: string, next: string | undefined): boolean {
  return exception.test(line) && /^\s+at \S/.test(next ?? '');
}

/** V8 shows what was thrown, exception or not, below the mark at its place. */
function thrownValue(lines: readonly string[]): string {
  const mark = lines.findLastIndex((line) => /^\s*\^+$/.test(line));
  return mark < 0 ? '' : (lines.slice(mark + 1).find((line) => line !== '') ?? '');
}
