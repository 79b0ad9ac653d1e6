import { slugOf } from '@gradewire/core';
import { type Person, Team } from './answers.ts';
import type { Setting } from './init.ts';
import { personOf, type Wanted } from './people.ts';

/** A team as its repository's name needs it; without an id where a dry run does not make it. */
export interface PlannedTeam {
  readonly id: string | undefined;
  readonly slug: string;
  readonly name: string;
}

export async function teamsIn({ ask, courseId }: Setting): Promise<PlannedTeam[]> {
  return courseId === undefined ? [] : ask.list(`v1/courses/${courseId}/teams`, Team);
}

/**
 * The course's teams. Those of the roster were made with it; where each student is a team, those are made here. Who is left
 * without one is named. `before`: the teams before anybody was enrolled.
 */
export async function teamsFor(
  setting: Setting,
  { entries }: Wanted,
  people: readonly Person[],
  before: readonly PlannedTeam[],
): Promise<PlannedTeam[]> {
  const students = entries.filter(({ role }) => role === 'student');
  const kind = setting.args.teams ?? (students.some(({ team }) => team !== null) ? 'groups' : 'students');
  const { made, there } = setting.account.outcomes.teams;
  there.push(...before.map(({ name }) => name));
  const alone = students.filter((entry) => !personOf(entry, people)?.teamId);
  if (kind === 'students') return makeEach(setting, alone, people);
  for (const { name, team } of alone) if (team === null) setting.account.warnings.push(`${name} is in no team`);
  const teams = await teamsIn(setting);
  for (const name of new Set(students.flatMap(({ team }) => team ?? []))) {
    if (teams.some((team) => team.name === name)) continue;
    teams.push({ id: undefined, slug: freeSlug(name, teams), name });
  }
  made.push(...teams.flatMap(({ name }) => (there.includes(name) ? [] : [name])));
  return teams;
}

async function makeEach(
  setting: Setting,
  students: Wanted['entries'],
  people: readonly Person[],
): Promise<PlannedTeam[]> {
  const { args, ask, account, progress, courseId } = setting;
  const teams = await teamsIn(setting);
  for (const [index, entry] of students.entries()) {
    const { name } = entry;
    const slug = freeSlug(entry.github ?? name, teams);
    const person = personOf(entry, people);
    if (args.dryRun || courseId === undefined || person === undefined) teams.push({ id: undefined, slug, name });
    else {
      progress.step('teams', index + 1, students.length);
      teams.push(await ask.post(`v1/courses/${courseId}/teams`, { slug, name, members: [person.userId] }, Team));
    }
    account.outcomes.teams.made.push(name);
  }
  return teams;
}

/** A short name that no other team has: `ada`, `ada-2`, … */
function freeSlug(name: string, teams: readonly PlannedTeam[]): string {
  const base = slugOf(name, 'team');
  const taken = new Set(teams.map(({ slug }) => slug));
  for (let number = 1; ; number++) {
    const slug = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(slug)) return slug;
  }
}
