import type { GradingResult } from '@gradewire/core';
import { count, printable, weathersOf, wrap } from '@gradewire/core/report';
import type { Paint } from './paint.ts';

/** One line for each weather; which pairs failed in it stands among the causes. */
export function renderWeather(result: GradingResult, paint: Paint, width: number): string[] {
  const lines = weathersOf(result).map(
    ({ name, passed, all }) => `weather ${name}: ${passed} of ${count(all, 'pair')} passed`,
  );
  if (lines.length === 0) return [];
  const heading = 'Pairs that pass, over other links (no points)';
  return [
    ...wrap(heading, width).map((line) => paint('bold', line)),
    ...lines.flatMap((line) => wrap(printable(line), width)),
  ];
}
