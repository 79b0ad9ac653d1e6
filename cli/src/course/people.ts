import { readFile } from 'node:fs/promises';
import { BadUsage } from '../option-values.ts';
import { OrganizationTeam, type Person, Roster, type RosterEntry } from './answers.ts';
import type { Asking } from './asking.ts';
import type { People } from './options.ts';

/** Who is to be in the course: as CSV for the server, and as what it will read in it. */
export interface Wanted {
  readonly csv: string;
  readonly entries: readonly RosterEntry[];
}

/** Has the server read the roster, or GitHub's team. Throws BadUsage; Refused with the first lines at fault. */
export async function wantedPeople(people: People, ask: Asking): Promise<Wanted> {
  const csv = people.from === 'roster' ? await rosterIn(people.file) : await rosterOf(people, ask);
  const { items } = await ask.post('v1/roster-check', csv, Roster);
  return { csv, entries: items };
}

async function rosterOf({ organization, team }: Extract<People, { from: 'team' }>, ask: Asking): Promise<string> {
  const { items } = await ask.get(`v1/github/installations/${organization}/teams/${team}`, OrganizationTeam);
  if (items.length === 0) throw new BadUsage(`nobody is in the team ${organization}/${team}`);
  return csvOf(items.map(({ id, login }) => ({ github: login, githubId: id })));
}

/** Accounts as a roster; logins and numbers need no quotes. */
export function csvOf(accounts: readonly Pick<RosterEntry, 'github' | 'githubId'>[]): string {
  const lines = accounts.map(({ github, githubId }) => `${github},${github},${githubId}\n`);
  return `name,github,github_id\n${lines.join('')}`;
}

function rosterIn(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new BadUsage(`--roster ${file}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`);
  });
}

const same = (one: string | null, other: string | null) =>
  one !== null && other !== null && one.toLowerCase() === other.toLowerCase();

/** The person of the course whom an entry names, as the server finds them. */
export function personOf(entry: RosterEntry, people: readonly Person[]): Person | undefined {
  const ways: ((person: Person) => boolean)[] = [
    (person) => same(person.externalId, entry.externalId),
    (person) => same(person.email, entry.email),
    (person) => same(person.githubLogin, entry.github),
  ];
  for (const is of ways) {
    const found = people.find(is);
    if (found !== undefined) return found;
  }
  return undefined;
}
