import type { GradingResult } from '../result.ts';
import type { Cause } from './causes.ts';
import { count, formatPoints } from './points.ts';

const mostNames = 12;

/** Whom a cause is charged to; a fault between many programs is not listed to the last one. */
export function blamedWords(cause: Cause): string {
  if (cause.blamed.length <= 3) return cause.blamed.join(', ');
  return `${cause.blamed.slice(0, 3).join(', ')} and ${cause.blamed.length - 3} more`;
}

export function lostWords(cause: Pick<Cause, 'lostPoints' | 'shared'>): string {
  if (cause.lostPoints === 0) return 'no points';
  return `${cause.shared ? 'up to ' : ''}−${formatPoints(cause.lostPoints)}`;
}

/** What several causes of one kind cost together. */
export function sumWords(causes: readonly Cause[]): string {
  const lostPoints = causes.reduce((sum, cause) => sum + cause.lostPoints, 0);
  return lostWords({ lostPoints, shared: causes.some((cause) => cause.shared) });
}

/** Where a cause shows, as phrases: `with all 15 clients`, `reference/go/server`. */
export function placesWords(cause: Cause, matrix: GradingResult['matrix']): string[] {
  const paired = new Set(cause.pairs.map((pair) => `pair/${pair.client}/${pair.server}`));
  const unpaired = cause.cases.filter((graded) => !paired.has(graded.id));
  const others = unpaired.filter(({ group }) => group !== 'weather').map(({ id }) => id);
  const weathers = new Set(unpaired.filter(({ group }) => group === 'weather').map(({ id }) => id.split('/')[1]!));
  const words: string[] = [];
  const clients = [...new Set(cause.pairs.map((pair) => pair.client))];
  const servers = [...new Set(cause.pairs.map((pair) => pair.server))];
  if (servers.length === 1 && cause.blamed.includes(`${servers[0]}/server`)) {
    words.push(`with ${some(clients, matrix.clients, 'client')}`);
  } else if (clients.length === 1 && cause.blamed.includes(`${clients[0]}/client`)) {
    words.push(`with ${some(servers, matrix.servers, 'server')}`);
  } else if (clients.length > 0) {
    words.push(
      `${count(cause.pairs.length, 'pair')}: ${names(cause.pairs.map((pair) => `${pair.client} → ${pair.server}`))}`,
    );
  }
  if (weathers.size > 0) words.push(`weather ${names([...weathers])}`);
  if (others.length > 0) words.push(names(others));
  return words;
}

function some(part: readonly string[], all: readonly string[], noun: string): string {
  const rest = all.filter((name) => !part.includes(name));
  if (rest.length === 0 && all.length > 1) return `all ${all.length} ${noun}s`;
  if (rest.length <= 4 && part.length > rest.length * 2) {
    return `${part.length} of ${all.length} ${noun}s (all but ${rest.join(', ')})`;
  }
  return `${count(part.length, noun)}: ${names(part)}`;
}

function names(list: readonly string[]): string {
  if (list.length <= mostNames) return list.join(', ');
  return `${list.slice(0, mostNames).join(', ')} and ${list.length - mostNames} more`;
}
