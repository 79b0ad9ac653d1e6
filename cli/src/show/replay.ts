import type { CaseResult, GradingResult } from '@gradewire/core';
import { causesOf, printable, replayCommand, wrap } from '@gradewire/core/report';

/** What a case needs to be run again: its sources, and the files with result and configuration, where there are any. */
export interface ReplayPlace {
  readonly folder: string;
  readonly result: string | undefined;
  readonly config?: string | undefined;
}

/** Undefined for what did not fail, what was not run, and names that are none for a shell. */
export function replayOf(graded: CaseResult, { folder, result, config }: ReplayPlace): string | undefined {
  const isRun = graded.durationMs > 0 && graded.outcome !== 'passed' && graded.outcome !== 'unsupported';
  return isRun ? replayCommand(graded.id, folder, result, config) : undefined;
}

/** For the terminal: how to see a case of the dearest cause again. Nothing where nothing failed. */
export function renderReplay(result: GradingResult, place: ReplayPlace | undefined, width: number): string[] {
  if (place === undefined) return [];
  const commands = causesOf(result).flatMap(({ cases }) => cases.flatMap((one) => replayOf(one, place) ?? []));
  const [command] = commands;
  if (command === undefined) return [];
  const words = place.result === undefined ? 'With --json result.json a case can be run again' : 'Run a case again';
  return wrap(printable(`${words}: ${command}`), width);
}
