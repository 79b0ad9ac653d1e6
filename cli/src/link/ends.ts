import path from 'node:path';
import type { EndpointSide, Language, ProcessEnd, SourceFile } from '@gradewire/core';
import type { ProgramSummary } from './summary.ts';

/** Whether a program did what it came for; a server that was ended after its client did. */
export function endedWell(side: EndpointSide, end: ProcessEnd): boolean {
  return (end.how === 'exited' && end.code === 0) || (side === 'server' && end.how === 'stopped');
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

/** E.g. `exit code 0 after 0.31 s`. */
export function endWords({ end, startedMs, endedMs }: ProgramSummary): string {
  const after = `after ${seconds(endedMs - startedMs)}`;
  switch (end.how) {
    case 'exited':
      return `exit code ${end.code} ${after}`;
    case 'signalled':
      return `ended by ${end.signal} ${after}`;
    case 'stopped':
      return `still running, ended ${after}`;
    case 'wall-limit':
      return `still running at the time limit, ended ${after}`;
    case 'out-of-memory':
      return `used up its memory, ended ${after}`;
    case 'output-limit':
      return `printed without end, ended ${after}`;
    case 'not-started':
      return `could not be started (${end.reason})`;
    case 'not-run':
      return 'was not started';
  }
}

/** Why a command was not started, in one line. */
export function whyNotStarted(
  side: EndpointSide,
  [command = '']: readonly string[],
  reason: string,
  language: Language,
  files: readonly SourceFile[],
): string {
  const isThere = files.some((file) => file.path === path.posix.normalize(command));
  const image = `the image of ${language.title} (--language names another)`;
  const why = () => {
    if (reason === 'EACCES') return `it may not be executed: chmod +x ${command}`;
    if (reason === 'ENOEXEC') return `it is no program for this machine, and has no "#!" line that names one`;
    if (reason === 'ENOENT' && isThere) return `what it needs to be run is not in ${image}`;
    if (reason === 'ENOENT' && command.includes('/')) return 'there is no such file in the folder (--folder, --build)';
    if (reason === 'ENOENT') return `there is no such command in ${image}`;
    return reason;
  };
  return `the ${side}'s command ${command} cannot be started: ${why()}`;
}
