import { nearest } from '@gradewire/core';

/** What is wrong with a name that no case has, nor begins with; `known` are ids. */
export function unknownCase(name: string, known: readonly string[]): string {
  const beginnings = known.flatMap((id) => id.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/')));
  const meant = nearest(name, [...new Set(beginnings)]);
  const groups = [...new Set(known.map((id) => id.split('/')[0]))].sort().join(', ');
  const hint = meant === undefined ? `they begin with ${groups}` : `did you mean ${meant}?`;
  return `no case is called ${name}, nor lies below it; ${hint}`;
}
