import { z } from 'zod';
import { Assignment, Version } from './answers.ts';
import type { Setting } from './init.ts';

/** The assignment's id, with a version of the kit; undefined where a dry run does not make it. */
export async function assignmentOf(setting: Setting): Promise<string | undefined> {
  const { args, ask, account, courseId } = setting;
  const { slug, title, dueAt } = args.assignment;
  const at = `v1/courses/${courseId}/assignments`;
  const found = courseId === undefined ? undefined : (await ask.list(at, Assignment)).find((one) => one.slug === slug);
  const { made, there } = account.outcomes.assignment;
  (found === undefined ? made : there).push(slug);
  const body = { slug, title, ...(dueAt === undefined ? {} : { dueAt }) };
  const one = found ?? (args.dryRun || courseId === undefined ? undefined : await ask.post(at, body, Assignment));
  await version(setting, one?.id);
  return one?.id;
}

async function version({ args, ask, account }: Setting, assignmentId: string | undefined): Promise<void> {
  const { kit, publish, dryRun } = args;
  const at = `v1/assignments/${assignmentId}/versions`;
  const found = assignmentId === undefined ? [] : await ask.list(at, Version);
  const other = found.find((one) => one.kit !== kit);
  if (other !== undefined)
    account.warnings.push(`${args.assignment.slug} is of the kit ${other.kit}, not ${kit}: it stays so`);
  const { made, there } = account.outcomes.version;
  const published = found.find(({ state }) => state === 'published');
  if (published !== undefined) {
    there.push(`${published.kit}, published`);
    return;
  }
  const draft = found[0];
  (draft === undefined ? made : there).push(draft?.kit ?? kit);
  const id = draft?.id ?? (dryRun ? undefined : (await ask.post(at, { kit }, Version)).id);
  if (publish === undefined) {
    account.warnings.push(
      'nothing is taken before a version is published: try it with a solution of yours, or say --publish',
    );
    return;
  }
  if (!dryRun) await ask.post(`${at}/${id}/publish`, { withoutTrial: publish }, z.unknown());
  made.push('published');
}
