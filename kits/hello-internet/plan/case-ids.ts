import type { Program, Role } from '@gradewire/core';
import { peersFor } from './peers.ts';
import { usageFor } from './usage.ts';

export const referenceId = (program: Program) => `reference/${program.id}`;
/** Client and server by the names of their folders. */
export const pairId = (client: string, server: string) => `pair/${client}/${server}`;
export const weatherId = (weather: string, client: string, server: string) => `weather/${weather}/${client}/${server}`;

/** What ids begin with. */
export const groups = ['reference', 'pair', 'peer', 'usage', 'challenge', 'weather', 'static'];

const roles: readonly string[] = ['client', 'server'] satisfies Role[];

/**
 * Where no case can have that id, nor one that begins so: those of which one was meant. Undefined where a case may: between
 * its first and last part stand names of programs, which differ from submission to submission.
 */
export function knownInstead(name: string): readonly string[] | undefined {
  const parts = name.split('/');
  const [group, role, last] = [parts[0]!, parts.at(-2)!, parts.at(-1)!];
  if (!groups.includes(group)) return groups;
  if (parts.length < 4 || !roles.includes(role) || roles.includes(last)) return undefined;
  const named = group === 'peer' ? peersFor(role as Role) : group === 'usage' ? usageFor(role as Role) : undefined;
  if (named === undefined || named.some((one) => one.name === last)) return undefined;
  return named.map((one) => [...parts.slice(0, -1), one.name].join('/'));
}
