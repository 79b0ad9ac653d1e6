import { Person, RosterImport } from './answers.ts';
import type { Setting } from './init.ts';
import { csvOf, personOf, type Wanted } from './people.ts';

/** Enrols whoever is missing, and brings the others up to date. Returns who is in the course then; in a dry run, now. */
export async function enrol({ args, ask, account, courseId }: Setting, { csv, entries }: Wanted): Promise<Person[]> {
  const at = `v1/courses/${courseId}`;
  const before = courseId === undefined ? [] : await ask.list(`${at}/people`, Person);
  const missing = entries.filter((entry) => personOf(entry, before) === undefined);
  const { made, there } = account.outcomes.people;
  // A team on GitHub names accounts only: the names that people have by now are better.
  const isNeeded = args.people.from === 'roster' || missing.length > 0;
  if (courseId === undefined || args.dryRun || !isNeeded) {
    made.push(...missing.map(({ name }) => name));
    there.push(...entries.filter((entry) => !missing.includes(entry)).map(({ name }) => name));
    return before;
  }
  await ask.post(`${at}/roster`, args.people.from === 'roster' ? csv : csvOf(missing), RosterImport);
  const after = await ask.list(`${at}/people`, Person);
  const known = new Set(before.map(({ userId }) => userId));
  const fresh = after.filter(({ userId }) => !known.has(userId));
  made.push(...fresh.map(({ name }) => name));
  there.push(...entries.flatMap((entry) => personOf(entry, before)?.name ?? []));
  return after;
}
