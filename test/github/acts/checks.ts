import type { CheckRun, CheckSuite } from '../checks.ts';
import type { Delivery } from '../hooks/delivery.ts';
import { emit, listeners } from '../hooks/emit.ts';
import { checkRun, checkSuiteCore } from '../render/check.ts';
import type { World } from '../world.ts';
import { type AccountLike, account } from './people.ts';

/** All check runs of a commit, or of everything, oldest first. */
export function checkRuns(world: World, sha?: string): CheckRun[] {
  return world.checkRuns.filter((run) => sha === undefined || run.headSha === sha);
}

async function told(
  world: World,
  run: CheckRun,
  { action, by, fields = {} }: { action: string; by: AccountLike; fields?: Readonly<Record<string, unknown>> },
): Promise<readonly Delivery[]> {
  const { repository, suite } = run;
  const to = listeners(world, repository, 'check_run').filter(({ app }) => app === run.app);
  const check_run = { ...checkRun(world, run), check_suite: checkSuiteCore(world, suite) };
  const sender = account(world, by);
  return emit(world, repository, { name: 'check_run', action, sender, to, fields: { check_run, ...fields } });
}

/** Someone presses `Re-run` beside a check. The run itself stays as it is until its App says otherwise. */
export function rerequestCheck(world: World, run: CheckRun, by: AccountLike): Promise<readonly Delivery[]> {
  return told(world, run, { action: 'rerequested', by });
}

/** Someone presses one of the buttons that the App gave to its check. @throws where it has no such button */
export function pressAction(
  world: World,
  run: CheckRun,
  identifier: string,
  by: AccountLike,
): Promise<readonly Delivery[]> {
  if (!run.actions.some((one) => one.identifier === identifier)) throw new Error(`there is no button ${identifier}`);
  return told(world, run, { action: 'requested_action', by, fields: { requested_action: { identifier } } });
}

/** Someone presses `Re-run all checks`. */
export async function rerequestSuite(world: World, suite: CheckSuite, by: AccountLike): Promise<readonly Delivery[]> {
  const { repository } = suite;
  const to = listeners(world, repository, 'check_suite').filter(({ app }) => app === suite.app);
  const fields = { check_suite: checkSuiteCore(world, suite) };
  return emit(world, repository, {
    name: 'check_suite',
    action: 'rerequested',
    sender: account(world, by),
    to,
    fields,
  });
}
