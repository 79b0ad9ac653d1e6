import type { z } from 'zod';
import { BadUsage } from '../option-values.ts';
import { Assignment, type Named, Page } from './contracts.ts';
import { isId } from './options.ts';
import { Refused, type Server } from './server.ts';

export type Found = z.infer<typeof Assignment>;

/** The assignment with this id, or this `course/assignment` by short names. Throws BadUsage. */
export async function findAssignment(server: Server, name: string, signal: AbortSignal): Promise<Found> {
  return oneOf(server, await idOf(server, name, signal), name, signal);
}

async function idOf(server: Server, name: string, signal: AbortSignal): Promise<string> {
  if (isId(name)) return name;
  const [courseName, assignmentName, ...more] = name.split('/');
  if (!courseName || !assignmentName || more.length > 0) {
    throw new BadUsage(`--assignment ${name}: give its id, or course/assignment by their short names`);
  }
  const courses = await all(server, 'v1/courses', signal);
  const course = bySlug(
    courses,
    courseName,
    'you are enrolled in no course',
    `you are in no course "${courseName}", but in`,
  );
  const assignments = await all(server, `v1/courses/${course.id}/assignments`, signal);
  const none = `no assignment is open in ${courseName} yet`;
  return bySlug(assignments, assignmentName, none, `${courseName} has no assignment "${assignmentName}", but`).id;
}

async function oneOf(server: Server, id: string, name: string, signal: AbortSignal): Promise<Found> {
  try {
    return await server.get(`v1/assignments/${id}`, Assignment, signal);
  } catch (error) {
    if (!(error instanceof Refused) || error.problem !== 'not-found') throw error;
    throw new BadUsage(`there is no assignment ${name} on this server, or you are not enrolled in its course`);
  }
}

/** The team's id, of the one that staff name by id or short name. Throws BadUsage. */
export async function findTeam(server: Server, courseId: string, name: string, signal: AbortSignal): Promise<string> {
  if (isId(name)) return name;
  const teams = await all(server, `v1/courses/${courseId}/teams`, signal);
  return bySlug(teams, name, 'the course has no team yet', `there is no team "${name}", but`).id;
}

type One = z.infer<typeof Named>;

function bySlug(list: readonly One[], slug: string, none: string, others: string): One {
  const found = list.find((one) => one.slug === slug);
  if (found !== undefined) return found;
  const names = list.map((one) => one.slug);
  const shown = [...names.slice(0, 10), ...(names.length > 10 ? ['…'] : [])].join(', ');
  throw new BadUsage(names.length === 0 ? none : `${others} ${shown}`);
}

async function all(server: Server, path: string, signal: AbortSignal): Promise<One[]> {
  const items: One[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await server.get(`${path}?limit=200${query}`, Page, signal);
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return items;
}
