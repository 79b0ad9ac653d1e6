import { Installation as Found, type Installation, Resolved } from './answers.ts';
import type { Asking } from './asking.ts';
import type { Setting } from './init.ts';

/** Where the GitHub App is installed. Throws Refused, with the way to install it. */
export function installationFor(ask: Asking, organization: string): Promise<Installation> {
  return ask.get(`v1/github/installations/${organization}`, Found);
}

/** Asks GitHub whose the names of the roster are now: whoever has one of them later is somebody else. */
export async function resolveAccounts({ args, ask, account, courseId }: Setting, { id }: Installation): Promise<void> {
  if (args.dryRun || courseId === undefined) return;
  let bound = 0;
  for (let after: string | null | undefined; after !== null; ) {
    const body = { installation: id, ...(after === undefined ? {} : { after }) };
    const some = await ask.post(`v1/courses/${courseId}/github/accounts`, body, Resolved);
    bound += some.bound;
    for (const login of some.unknown) account.warnings.push(`nobody on GitHub is called ${login}: correct the roster`);
    for (const login of some.taken) account.warnings.push(`${login} is another person's account on this server`);
    after = some.next;
  }
  if (bound > 0) account.outcomes.accounts.made.push(`${bound} by their names on GitHub`);
}
