import { BadUsage } from '../option-values.ts';
import type { Account } from './account.ts';
import { Course } from './answers.ts';
import type { Asking } from './asking.ts';
import type { InitArguments } from './options.ts';

/** The course's id; undefined where a dry run does not make it. Throws BadUsage where it is somebody else's. */
export async function courseOf(
  { course, dryRun }: InitArguments,
  ask: Asking,
  account: Account,
): Promise<string | undefined> {
  const found = (await ask.list('v1/courses', Course)).find(({ slug }) => slug === course.slug);
  const { made, there } = account.outcomes.course;
  if (found !== undefined) {
    if (found.role !== 'owner')
      throw new BadUsage(`the key is of somebody who is ${found.role} in ${course.slug}, not its owner`);
    there.push(course.slug);
    return found.id;
  }
  const { id } = dryRun ? { id: undefined } : await ask.post('v1/courses', course, Course);
  made.push(course.slug);
  return id;
}
