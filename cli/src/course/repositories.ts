import { BadUsage } from '../option-values.ts';
import { type Binding, Bindings, type Installation, Invited, MadeRepository, Person } from './answers.ts';
import type { Setting } from './init.ts';
import type { Repositories } from './options.ts';
import type { PlannedTeam } from './teams.ts';
import type { Template } from './template.ts';

interface Plan {
  readonly repositories: Repositories;
  readonly installation: Installation;
  readonly template: Template;
  readonly teams: readonly PlannedTeam[];
  readonly assignmentId: string | undefined;
}

interface Place {
  /** `owner/name` */
  readonly repository: string;
  readonly team: PlannedTeam | undefined;
}

/** Makes repositories, binds them to the assignment, and lets people in. */
export async function repositoriesFor(setting: Setting, plan: Plan): Promise<void> {
  const { args, ask, account, courseId } = setting;
  const { repositories, assignmentId } = plan;
  const isBound =
    ({ repository, team }: Place) =>
    (one: Binding) =>
      one.assignment === assignmentId &&
      (team === undefined ? one.repository.toLowerCase() === repository.toLowerCase() : one.team === team.id);
  const places = placesOf(setting, plan);
  const at = `v1/courses/${courseId}/github`;
  const known = courseId === undefined ? [] : (await ask.get(at, Bindings)).items;
  // A repository that was renamed since is the team's all the same.
  const open = places.filter((place) => !known.some(isBound(place)));
  const there = places.filter((place) => !open.includes(place));
  account.outcomes.bindings.there.push(...there.map(({ repository }) => repository));
  if (args.dryRun || courseId === undefined || assignmentId === undefined) {
    account.outcomes.repositories.made.push(...open.map(({ repository }) => `${repository} (unless it is there)`));
    account.outcomes.bindings.made.push(...open.map(({ repository }) => repository));
    return;
  }
  await make(setting, plan, open);
  const bound = open.length === 0 ? known : await bind(setting, plan, open);
  if (!repositories.invite) return;
  const people = await ask.list(`v1/courses/${courseId}/people`, Person);
  for (const [index, place] of places.entries()) {
    const binding = bound.find(isBound(place));
    if (binding === undefined) continue;
    await invite(setting, binding, place, invitedTo(place, people, repositories.isPrivate));
    if (place.team !== undefined) setting.progress.step('invitations', index + 1, places.length);
  }
}

function placesOf({ args, account }: Setting, { repositories, teams }: Plan): Place[] {
  const { organization, pattern, mode } = repositories;
  const nameOf = (team: string) =>
    pattern
      .replaceAll('{course}', args.course.slug)
      .replaceAll('{assignment}', args.assignment.slug)
      .replaceAll('{team}', team);
  if (mode === 'class') return [{ repository: `${organization}/${nameOf('class')}`, team: undefined }];
  const places = teams.map((team) => ({ repository: `${organization}/${nameOf(team.slug)}`, team }));
  const long = places.find(({ repository }) => repository.length - organization.length - 1 > 100);
  if (long !== undefined)
    throw new BadUsage(`${long.repository}: names on GitHub have at most 100 characters; see --name`);
  if (places.length === 0) account.warnings.push('there is no team yet, and so no repository');
  return places;
}

async function make(
  { ask, account, progress, courseId }: Setting,
  plan: Plan,
  places: readonly Place[],
): Promise<void> {
  const { repositories, installation, template } = plan;
  const { made, there } = account.outcomes.repositories;
  for (const [index, { repository }] of places.entries()) {
    progress.step(`repositories: ${repository}`, index + 1, places.length);
    const body = { installation: installation.id, repository, private: repositories.isPrivate, ...template };
    const one = await ask.post(`v1/courses/${courseId}/github/repositories`, body, MadeRepository);
    (one.made ? made : there).push(one.repository);
  }
}

async function bind({ ask, account, courseId }: Setting, plan: Plan, places: readonly Place[]): Promise<Binding[]> {
  const { installation, repositories, assignmentId } = plan;
  const wanted = places.map(({ repository, team }) => ({
    repository,
    assignment: assignmentId,
    mode: `${repositories.mode}-repository`,
    ...(team && { team: team.id }),
  }));
  const body = { installation: installation.id, repositories: wanted };
  const { items } = await ask.post(`v1/courses/${courseId}/github`, body, Bindings);
  account.outcomes.bindings.made.push(...places.map(({ repository }) => repository));
  return items;
}

/** A team's repository is its members'; the class's is everybody's to read, if it is not for all the world anyway. */
function invitedTo({ team }: Place, people: readonly Person[], isPrivate: boolean): readonly Person[] {
  if (team !== undefined) return people.filter(({ teamId }) => teamId === team.id);
  return isPrivate ? people.filter(({ role }) => role === 'student') : [];
}

/** As many as the server takes at a time. */
const atOnce = 20;

async function invite(
  { ask, account, progress, courseId }: Setting,
  { id, repository }: Binding,
  { team }: Place,
  people: readonly Person[],
): Promise<void> {
  const permission = team === undefined ? 'pull' : 'push';
  const { made, there } = account.outcomes.invitations;
  for (let from = 0; from < people.length; from += atOnce) {
    const some = people.slice(from, from + atOnce);
    const at = `v1/courses/${courseId}/github/${id}/members`;
    const { items } = await ask.post(at, { people: some.map(({ userId }) => userId), permission }, Invited);
    for (const { userId, outcome } of items) {
      const name = some.find((one) => one.userId === userId)!.name;
      if (outcome === 'no-account')
        account.warnings.push(`${name} is not let into ${repository}: no account on GitHub is known`);
      else (outcome === 'member' ? there : made).push(`${name} → ${repository}`);
    }
    if (team === undefined) progress.step('invitations', Math.min(from + atOnce, people.length), people.length);
  }
}
