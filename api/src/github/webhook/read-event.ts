import { z } from 'zod';
import { Happening } from './happening.ts';

/** What a delivery means to us; `ignored` says why it means nothing. */
export type Read = { readonly happening: Happening } | { readonly ignored: string };

const account = z.object({ id: z.int(), login: z.string() });
const repository = z
  .object({ id: z.int(), full_name: z.string(), default_branch: z.string() })
  .transform(({ id, full_name: fullName, default_branch: defaultBranch }) => ({ id, fullName, defaultBranch }));
const ids = z.array(z.object({ id: z.int() })).transform((list) => list.map(({ id }) => id));

const pullRequest = z.object({
  action: z.string(),
  repository,
  pull_request: z.object({
    number: z.int(),
    draft: z.boolean().default(false),
    merged: z.boolean().nullish(),
    user: account,
    head: z.object({ sha: z.string() }),
    base: z.object({ sha: z.string(), ref: z.string() }),
  }),
});
const push = z.object({ ref: z.string(), after: z.string(), deleted: z.boolean(), repository, sender: account });
const checkRun = z.object({
  repository,
  sender: account,
  check_run: z.object({ id: z.int(), head_sha: z.string() }),
  requested_action: z.object({ identifier: z.string() }).nullish(),
});
const checkSuite = z.object({ repository, sender: account, check_suite: z.object({ head_sha: z.string() }) });
const installation = z.object({ installation: z.object({ id: z.int() }), repositories: ids.default([]) });
const installationRepositories = installation.extend({ repositories_added: ids, repositories_removed: ids });
const repositoryChange = z.object({ repository });
const member = z.object({ member: account });
const organization = z.object({ membership: z.object({ user: account }) });

/** Identifiers of the buttons that our checks have. */
const buttons: Readonly<Record<string, string>> = { 'run-again': 're-run', 'run-official': 'run-official' };

const installationChanges: Readonly<Record<string, { reachable: boolean; why: string }>> = {
  deleted: { reachable: false, why: 'deleted' },
  suspend: { reachable: false, why: 'suspended' },
  unsuspend: { reachable: true, why: 'unsuspended' },
  created: { reachable: true, why: 'created' },
  new_permissions_accepted: { reachable: true, why: 'permissions' },
};

/** Events of which some mean something to us. */
export const readEvents: ReadonlySet<string> = new Set([
  'check_run',
  'check_suite',
  'installation',
  'installation_repositories',
  'member',
  'membership',
  'organization',
  'pull_request',
  'push',
  'repository',
]);

const ignored = (why: string): Read => ({ ignored: why });

/** Reads the events that we ask for, as far as we need them. What is not as GitHub describes it is ignored, too. */
export function readEvent(event: string, payload: unknown): Read {
  const { action } = z.object({ action: z.string().optional() }).catch({}).parse(payload);
  try {
    const found = reader(event, action, payload);
    if (found === undefined) return ignored(`nothing is done on ${event}${action === undefined ? '' : `.${action}`}`);
    return 'ignored' in found ? (found as Read) : { happening: Happening.parse(withInstallation(found, payload)) };
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const [issue] = error.issues;
    return ignored(`not as GitHub describes it: ${issue?.path.join('.') || 'the payload'}: ${issue?.message}`);
  }
}

const from = z.object({ installation: z.object({ id: z.int() }) });

function withInstallation(found: object, payload: unknown): object {
  const read = from.safeParse(payload);
  if (!('repository' in found) || !read.success) return found;
  const repository = { ...(found.repository as object), installationId: read.data.installation.id };
  return { ...found, repository };
}

function reader(event: string, action: string | undefined, payload: unknown): object | undefined {
  switch (event) {
    case 'pull_request':
      return readPullRequest(action, payload);
    case 'push':
      return readPush(payload);
    case 'check_run': {
      if (action !== 'rerequested' && action !== 'requested_action') return undefined;
      const { check_run: check, requested_action: pressed, ...rest } = checkRun.parse(payload);
      const button = action === 'rerequested' ? 're-run' : buttons[pressed?.identifier ?? ''];
      if (button === undefined) return ignored('no button of ours');
      return { kind: 'button', button, headSha: check.head_sha, checkId: check.id, ...rest };
    }
    case 'check_suite': {
      if (action !== 'rerequested') return undefined;
      const { check_suite: suite, ...rest } = checkSuite.parse(payload);
      return { kind: 'button', button: 're-run-suite', headSha: suite.head_sha, checkId: null, ...rest };
    }
    case 'installation': {
      const change = installationChanges[action ?? ''];
      if (change === undefined) return undefined;
      const { installation: of, repositories } = installation.parse(payload);
      return { kind: 'installation', installationId: of.id, repositories, ...change };
    }
    case 'installation_repositories': {
      const { installation: of, repositories_added: added, ...rest } = installationRepositories.parse(payload);
      return { kind: 'installation-repositories', installationId: of.id, added, removed: rest.repositories_removed };
    }
    case 'repository':
      if (!['renamed', 'transferred', 'edited', 'deleted', 'privatized', 'publicized'].includes(action ?? ''))
        return undefined;
      return { kind: 'repository', gone: action === 'deleted', ...repositoryChange.parse(payload) };
    case 'member':
      return { kind: 'person', person: member.parse(payload).member };
    case 'membership':
      return { kind: 'person', person: member.parse(payload).member };
    case 'organization':
      if (action !== 'member_added' && action !== 'member_removed') return undefined;
      return { kind: 'person', person: organization.parse(payload).membership.user };
    default:
      return undefined;
  }
}

function readPullRequest(action: string | undefined, payload: unknown): object | undefined {
  if (!['opened', 'synchronize', 'reopened', 'ready_for_review', 'closed'].includes(action ?? '')) return undefined;
  const { repository: where, pull_request: pull } = pullRequest.parse(payload);
  return {
    kind: 'pull-request',
    action,
    repository: where,
    number: pull.number,
    headSha: pull.head.sha,
    baseSha: pull.base.sha,
    baseBranch: pull.base.ref,
    draft: pull.draft,
    merged: pull.merged === true,
    author: pull.user,
  };
}

function readPush(payload: unknown): object | undefined {
  const { ref, after, deleted, repository: where, sender } = push.parse(payload);
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  if (branch === undefined) return ignored('a tag was pushed');
  if (deleted) return ignored('a branch was deleted');
  return { kind: 'push', repository: where, branch, headSha: after, sender };
}
