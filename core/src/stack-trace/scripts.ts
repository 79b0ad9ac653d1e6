import { type CrashReader, frameOf, framesIn } from './crash.ts';

const rubyHead = /^(?<file>[^\s:][^:]*):(?<line>\d+):in [`'][^']*': (?<message>.+)$/;
const rubySyntax = /^(?<file>[^\s:][^:]*\.rb):(?<line>\d+): (?<message>(?:syntax error|.*\(SyntaxError\)).*)$/;
const rubyFrom = /^\s*from (?<file>[^\s:][^:]*):(?<line>\d+):in .+$/;

/** What was raised, beside the innermost place; the others below it. */
export const rubyCrash: CrashReader = (lines) => {
  const at = lines.findIndex((line) => rubyHead.test(line) || rubySyntax.test(line));
  if (at < 0) return null;
  const head = rubyHead.exec(lines[at]!) ?? rubySyntax.exec(lines[at]!)!;
  // What cannot be read and was required: the message begins with its place.
  const inner = rubySyntax.exec(head.groups!.message!);
  return {
    message: (inner ?? head).groups!.message!,
    frames: [frameOf(inner), frameOf(head), ...framesIn(lines.slice(at + 1), [rubyFrom])].filter((one) => one !== null),
  };
};

const luaHead = /^lua[\d.]*: (?:(?<file>[^\s:][^:]*):(?<line>\d+): )?(?<message>.+)$/;
const luaFrame = /^\t(?<file>[^\s:[][^:]*):(?<line>\d+): (?<message>.+)$/;

export const luaCrash: CrashReader = (lines) => {
  const at = lines.findIndex((line) => luaHead.test(line));
  const head = luaHead.exec(lines[at] ?? '');
  if (head === null) return null;
  const frames = [frameOf(head), ...framesIn(lines.slice(at + 1), [luaFrame])].filter((one) => one !== null);
  // What cannot be read and was required stands on the next line.
  const inner = head.groups!.message!.endsWith(':') ? luaFrame.exec(lines[at + 1] ?? '') : null;
  return { message: (inner ?? head).groups!.message!, frames };
};

const perlPlace =
  /^(?<message>\S.*) at (?<file>\S+\.(?:p[lm]|perl|t)) line (?<line>\d+)(?:(?<near>, near .+)|[.,].*)?$/;
/** Said last of what cannot be compiled, below its faults. */
const perlAborted = /^(?:Execution of|BEGIN failed|Compilation failed)\b|had compilation errors\.$/;

/** Perl says what it dies of as it says a warning: it was the end only where nothing was said after it. */
export const perlCrash: CrashReader = (lines) => {
  const said = lines.filter((line) => /^\S/.test(line));
  const last = said.at(-1) ?? '';
  const faults = said.filter((line) => !perlAborted.test(line));
  const telling = perlAborted.test(last)
    ? (faults.find((line) => line.startsWith('syntax error')) ?? faults.at(-1))
    : last;
  const match = perlPlace.exec(telling ?? '');
  if (match === null) return null;
  const frame = frameOf(match);
  const { message, near = '' } = match.groups!;
  return { message: `${message}${near}`, frames: frame === null ? [] : [frame] };
};
