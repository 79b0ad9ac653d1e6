import { z } from 'zod';

// What is kept of a delivery, and all that is ever acted on: ids, commits and names, nothing of what people wrote.

const Sha = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
const GitHubId = z.int().positive();
/** No control characters, which a column of text does not take, and no lone surrogates. */
const Name = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'is no name');

export const Account = z.object({ id: GitHubId, login: Name });
export type Account = z.infer<typeof Account>;

export const Repository = z.object({
  id: GitHubId,
  fullName: Name,
  defaultBranch: Name,
  /** By which it was told of: another one after the repository was transferred. */
  installationId: GitHubId.optional(),
});
export type Repository = z.infer<typeof Repository>;

export const PullRequestHappened = z.object({
  kind: z.literal('pull-request'),
  action: z.enum(['opened', 'synchronize', 'reopened', 'ready_for_review', 'closed', 'found']),
  repository: Repository,
  number: GitHubId,
  headSha: Sha,
  baseSha: Sha,
  baseBranch: Name,
  draft: z.boolean(),
  merged: z.boolean(),
  author: Account,
});
export type PullRequestHappened = z.infer<typeof PullRequestHappened>;

export const Pushed = z.object({
  kind: z.literal('push'),
  repository: Repository,
  branch: Name,
  headSha: Sha,
  sender: Account,
});
export type Pushed = z.infer<typeof Pushed>;

export const ButtonPressed = z.object({
  kind: z.literal('button'),
  /** `suite`: all checks of the commit. */
  button: z.enum(['re-run', 're-run-suite', 'run-official']),
  repository: Repository,
  headSha: Sha,
  /** GitHub's id of the check run; null for a suite. */
  checkId: GitHubId.nullable(),
  sender: Account,
});
export type ButtonPressed = z.infer<typeof ButtonPressed>;

export const InstallationChanged = z.object({
  kind: z.literal('installation'),
  installationId: GitHubId,
  /** Whether we can reach all of its repositories now. */
  reachable: z.boolean(),
  why: z.enum(['deleted', 'suspended', 'unsuspended', 'created', 'permissions']),
  /** As far as GitHub names them. */
  repositories: z.array(GitHubId),
});
export type InstallationChanged = z.infer<typeof InstallationChanged>;

export const RepositoriesChanged = z.object({
  kind: z.literal('installation-repositories'),
  installationId: GitHubId,
  added: z.array(GitHubId),
  removed: z.array(GitHubId),
});
export type RepositoriesChanged = z.infer<typeof RepositoriesChanged>;

export const RepositoryChanged = z.object({
  kind: z.literal('repository'),
  repository: Repository,
  gone: z.boolean(),
});
export type RepositoryChanged = z.infer<typeof RepositoryChanged>;

/** A person whom GitHub names with the present login: names change, the id does not. */
export const PersonSeen = z.object({ kind: z.literal('person'), person: Account });
export type PersonSeen = z.infer<typeof PersonSeen>;

export const Happening = z.discriminatedUnion('kind', [
  PullRequestHappened,
  Pushed,
  ButtonPressed,
  InstallationChanged,
  RepositoriesChanged,
  RepositoryChanged,
  PersonSeen,
]);
export type Happening = z.infer<typeof Happening>;
