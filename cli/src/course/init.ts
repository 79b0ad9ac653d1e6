import type { Account } from './account.ts';
import type { Asking } from './asking.ts';
import { assignmentOf } from './assignment.ts';
import { courseOf } from './course-of.ts';
import { enrol } from './enrol.ts';
import { installationFor, resolveAccounts } from './installation.ts';
import type { InitArguments } from './options.ts';
import { wantedPeople } from './people.ts';
import type { Progress } from './progress.ts';
import { repositoriesFor } from './repositories.ts';
import { teamsFor, teamsIn } from './teams.ts';
import { readTemplate } from './template.ts';

/** What the steps work with. `courseId` is undefined in a dry run where the course is not there yet. */
export interface Setting {
  readonly args: InitArguments;
  readonly ask: Asking;
  readonly account: Account;
  readonly progress: Progress;
  readonly courseId: string | undefined;
}

/** One step after the other, each of which finds out first what is there. Reads everything before it changes anything. */
export async function init(args: InitArguments, ask: Asking, account: Account, progress: Progress): Promise<void> {
  const { repositories, people } = args;
  const template = repositories && (await readTemplate(repositories.template, args.kit, repositories.mode));
  const installation = repositories && (await installationFor(ask, repositories.organization));
  const wanted = await wantedPeople(people, ask);
  const courseId = await courseOf(args, ask, account);
  const setting: Setting = { args, ask, account, progress, courseId };
  const teamsBefore = await teamsIn(setting);
  const enrolled = await enrol(setting, wanted);
  if (installation) await resolveAccounts(setting, installation);
  const teams = await teamsFor(setting, wanted, enrolled, teamsBefore);
  const assignmentId = await assignmentOf(setting);
  if (repositories && installation && template) {
    await repositoriesFor(setting, { repositories, installation, template, teams, assignmentId });
  }
}
