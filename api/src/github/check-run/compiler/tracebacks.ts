import { type Diagnostic, logLines } from './diagnostic.ts';

/** A place in a stack, however far down it is. */
interface Frame {
  readonly file: string;
  readonly line: number;
}

/**
 * Where a program came to its end by itself, as its runtime told on standard error. Of a stack every frame is given, the
 * innermost first: which of them is in the student's own files only the caller knows.
 */
export interface Crash {
  readonly message: string;
  readonly frames: readonly Frame[];
}

const pythonFrame = /^\s*File "(?<file>[^"]+)", line (?<line>\d+)/;
const pythonError = /^(?<message>[A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Exit|Warning|Iteration)\b.*)$/;
/** Perl's, Ruby's, Lua's and Rust's first line names the place and says what happened. */
const oneLine: readonly RegExp[] = [
  /^(?<file>[^\s:][^:]*\.rb):(?<line>\d+):in (?<message>.+)$/,
  /^lua[\d.]*: (?<file>[^\s:][^:]*):(?<line>\d+): (?<message>.+)$/,
  /^(?<message>\S.*) at (?<file>\S+\.p[lm]) line (?<line>\d+)\.?$/,
  /^thread '[^']*' panicked at '(?<message>.*)', (?<file>[^:]+):(?<line>\d+):\d+$/,
];
const rustPanic = /^thread '[^']*' panicked at (?<file>[^:']+):(?<line>\d+):\d+:$/;
/** `at f (/work/a.js:2:8)`, `at A.f(A.java:3)`, `in /work/a.cs:4`, `/work/a.go:4 +0x15`, `/work/a.js:3`. */
const frames: readonly RegExp[] = [
  /^\s*at (?:.*\()?(?<file>(?:\/|\.\/|file:\/\/)[^\s():]+):(?<line>\d+):\d+\)?$/,
  /^\s*at [^\s(]+\((?<file>[^\s():]+\.\w+):(?<line>\d+)\)$/,
  /^\s*at .* in (?<file>[^\s:]+):(?<line>\d+)\s*$/,
  /^\s+(?<file>\/[^\s:]+\.go):(?<line>\d+)(?: \+0x[\da-f]+)?$/,
  /^(?<file>(?:file:\/\/)?\/[^\s:]+\.[cm]?js):(?<line>\d+)$/,
];
const saysWhat: readonly RegExp[] = [
  /^Exception in thread "[^"]*" (?<message>.+)$/,
  /^panic: (?<message>.+)$/,
  /^(?<message>(?:System\.)?[A-Z]\w*(?:\.[A-Z]\w*)*(?:Error|Exception)\b.*)$/,
];

/** The last crash that a standard error tells of; null if it tells of none. */
export function crashOf(stderr: string): Crash | null {
  const lines = logLines(stderr);
  return pythonCrash(lines) ?? oneLineCrash(lines) ?? stackCrash(lines);
}

/** Python tells the innermost frame last. */
function pythonCrash(lines: readonly string[]): Crash | null {
  const found = lines.flatMap((line) => frameOf(pythonFrame.exec(line)) ?? []);
  if (found.length === 0) return null;
  const message = lines.findLast((line) => pythonError.test(line));
  return message === undefined ? null : { message: message.trim(), frames: found.toReversed() };
}

function oneLineCrash(lines: readonly string[]): Crash | null {
  for (const [index, line] of lines.entries()) {
    const match = oneLine.map((format) => format.exec(line)).find((one) => one !== null);
    const frame = frameOf(match ?? null);
    if (frame !== null) return { message: match!.groups!.message!.trim(), frames: [frame] };
    const panic = frameOf(rustPanic.exec(line));
    if (panic !== null) return { message: (lines[index + 1] ?? '').trim() || 'panicked', frames: [panic] };
  }
  return null;
}

/** V8, the JVM, Mono and Go: what happened, and the frames with the innermost first. */
function stackCrash(lines: readonly string[]): Crash | null {
  const found = lines.flatMap((line) => frameOf(firstMatch(frames, line)) ?? []);
  const message = lines.map((line) => firstMatch(saysWhat, line)?.groups?.message).find((one) => one !== undefined);
  return found.length === 0 || message === undefined ? null : { message: message.trim(), frames: found };
}

function firstMatch(formats: readonly RegExp[], line: string): RegExpExecArray | null {
  for (const format of formats) {
    const match = format.exec(line);
    if (match !== null) return match;
  }
  return null;
}

function frameOf(match: RegExpExecArray | null): Frame | null {
  const { file, line } = match?.groups ?? {};
  return file === undefined ? null : { file: file.replace(/^file:\/\//, ''), line: Number(line) };
}

/** The first frame that is in a file of the student's, as a diagnostic. */
export function diagnosticOf(crash: Crash, isTheirs: (file: string) => boolean): Diagnostic | null {
  const frame = crash.frames.find(({ file }) => isTheirs(file));
  return frame === undefined ? null : { ...frame, column: null, severity: 'error', message: crash.message };
}
