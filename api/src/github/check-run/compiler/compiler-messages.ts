import { logLines } from '@gradewire/core';
import type { Diagnostic } from './diagnostic.ts';

/** How a line names its place; `message` is what follows, or, in Perl, what precedes it. */
const formats: readonly RegExp[] = [
  // gcc, clang, kotlinc, swiftc, and shells that quote them.
  /^(?<file>[^\s:][^:]*):(?<line>\d+):(?<column>\d+): (?:fatal )?(?<severity>error|warning): (?<message>.+)$/,
  // javac, scalac.
  /^(?<file>[^\s:][^:]*):(?<line>\d+): (?<severity>error|warning): (?<message>.+)$/,
  // mcs and csc, tsc.
  /^(?<file>[^\s(][^(]*)\((?<line>\d+),(?<column>\d+)\): (?<severity>error|warning) (?<message>[A-Z]+\d+: .+)$/,
  // go.
  /^(?:vet: )?(?<file>[^\s:][^:]*\.go):(?<line>\d+):(?<column>\d+): (?<message>.+)$/,
  // The linker.
  /^(?:\S*\bld: )?(?<file>[^\s:][^:]*):(?<line>\d+): (?<message>(?:undefined reference to|multiple definition of) .+)$/,
  // make.
  /^(?<file>[^\s:]*[Mm]akefile[^\s:]*):(?<line>\d+): (?<message>\*\*\* .+)$/,
  // ruby and lua at a syntax error.
  /^(?<file>[^\s:][^:]*\.rb):(?<line>\d+): (?<message>.*(?:error|unexpected|unterminated).*)$/,
  /^(?:luac?[\d.]*: )?(?<file>[^\s:][^:]*\.lua):(?<line>\d+): (?<message>.+)$/,
  // perl.
  /^(?<message>\S.*) at (?<file>\S+\.(?:p[lm]|t)) line (?<line>\d+)(?:[.,].*)?$/,
];

/** rustc and cargo say first what is wrong, then where. */
const rustHead = /^(?<severity>error|warning)(?:\[\w+\])?: (?<message>.+)$/;
const rustPlace = /^ *--> (?<file>[^:]+):(?<line>\d+):(?<column>\d+)$/;

/**
 * What the compilers of our languages, make and the linker said, in their order. Notes are passed over, since the error
 * that they belong to is there. What is in no format that is known is not found.
 */
export function compilerMessages(log: string): Diagnostic[] {
  const found: Diagnostic[] = [];
  let head: RegExpExecArray | null = null;
  for (const line of logLines(log)) {
    const place = rustPlace.exec(line);
    if (place !== null) {
      if (head !== null) found.push(diagnostic({ ...head.groups, ...place.groups }));
      head = null;
      continue;
    }
    head = rustHead.exec(line) ?? head;
    const match = formats.map((format) => format.exec(line)).find((one) => one !== null);
    if (match?.groups) found.push(diagnostic(match.groups));
  }
  return found;
}

function diagnostic(groups: Readonly<Record<string, string | undefined>>): Diagnostic {
  const { file = '', line, column, severity, message = '' } = groups;
  return {
    file,
    line: Number(line),
    column: column === undefined ? null : Number(column),
    severity: severity === 'warning' ? 'warning' : 'error',
    message: message.trim(),
  };
}
