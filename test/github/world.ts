import type { KeyObject } from 'node:crypto';
import type { CheckRun, CheckSuite, CommitStatus } from './checks.ts';
import type { Delivery, HookControl } from './hooks/delivery.ts';
import type { Traffic } from './http/traffic.ts';
import type { PullDiff } from './render/pull-request.ts';

/** A user or an organisation. Its id stays when the login changes. */
export interface Account {
  readonly id: number;
  login: string;
  readonly type: 'User' | 'Organization' | 'Bot';
  name: string | null;
  email: string | null;
  readonly createdAt: string;
  /** Of an organisation, by user id. */
  readonly members: Map<number, 'member' | 'admin'>;
  /** Of an organisation, by slug. */
  readonly teams: Map<string, Team>;
}

export interface Team {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly members: Set<number>;
}

export interface Repository {
  readonly id: number;
  name: string;
  owner: Account;
  private: boolean;
  archived: boolean;
  deleted: boolean;
  isTemplate: boolean;
  defaultBranch: string;
  /** The bare git repository. Forks share the objects of their parent, as on GitHub. */
  readonly folder: string;
  readonly parent: Repository | undefined;
  readonly createdAt: string;
  pushedAt: string;
  readonly pulls: PullRequest[];
  readonly comments: IssueComment[];
  /** By user id: `read`, `write`, … */
  readonly collaborators: Map<number, string>;
  /** Of those who have yet to accept. */
  readonly invitations: Map<number, string>;
  /** Commits that GitHub no longer has. */
  readonly vanished: Set<string>;
  /** What is served instead of `git archive`, for tests of what a hostile archive does. */
  tarball: ((sha: string) => AsyncIterable<Uint8Array>) | undefined;
}

export interface PullRequest {
  readonly id: number;
  readonly number: number;
  readonly repository: Repository;
  readonly headRepository: Repository;
  readonly headRef: string;
  headSha: string;
  baseRef: string;
  baseSha: string;
  title: string;
  body: string | null;
  readonly user: Account;
  state: 'open' | 'closed';
  draft: boolean;
  merge: { readonly sha: string; readonly by: Account } | undefined;
  readonly createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}

export interface IssueComment {
  readonly id: number;
  readonly number: number;
  readonly user: Account;
  readonly app: RegisteredApp | undefined;
  body: string;
  readonly createdAt: string;
  updatedAt: string;
}

export type Permissions = Readonly<Record<string, 'read' | 'write' | 'admin'>>;

export interface RegisteredApp {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly owner: Account;
  /** `slug[bot]`, in whose name it comments and sets statuses. */
  readonly bot: Account;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly webhookSecret: string;
  readonly privateKey: string;
  readonly publicKey: KeyObject;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly hookId: number;
  /** Where deliveries go; none are sent (but they are kept) while it is unset. */
  hookUrl: string | undefined;
  readonly externalUrl: string;
  readonly callbackUrls: readonly string[];
  readonly createdAt: string;
}

export interface Installation {
  readonly id: number;
  readonly app: RegisteredApp;
  readonly account: Account;
  /** Ids, or `all` of the account. */
  repositories: Set<number> | 'all';
  suspendedAt: string | null;
  deleted: boolean;
  readonly createdAt: string;
}

export type Token =
  | { readonly kind: 'installation'; readonly installation: Installation; readonly expiresAt: number }
  | {
      readonly kind: 'user';
      readonly account: Account;
      readonly expiresAt: number;
      /** Through which they signed in; none for a token of their own. */
      readonly app: RegisteredApp | undefined;
    };

/** A code that a browser brought back, to be changed for a token or an App's secrets, once; or a refresh token. */
export type Code = { readonly app: RegisteredApp; readonly expiresAt: number } & (
  | { readonly kind: 'manifest' }
  | { readonly kind: 'refresh'; readonly account: Account }
  | {
      readonly kind: 'sign-in';
      readonly account: Account;
      readonly redirectUri: string;
      /** SHA-256 of what only the one who asked knows. */
      readonly challenge: string | undefined;
    }
);

/** Everything that this GitHub knows. */
export interface World {
  readonly apiUrl: string;
  readonly webUrl: string;
  /** Another origin, as on GitHub: a token must not be sent there. */
  readonly codeloadUrl: string;
  /** Folder of the git repositories. */
  readonly root: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly nextId: () => number;
  readonly tokenLifetimeMs: number;
  /** Between the answer to the use of a template and its files being there. */
  readonly templateDelayMs: number;
  /** Of what a sign-in yields: 8 hours. */
  readonly userTokenLifetimeMs: number;
  readonly accounts: Map<number, Account>;
  readonly repositories: Map<number, Repository>;
  /** `owner/name` in small letters, of repositories that moved, to their id. */
  readonly formerNames: Map<string, number>;
  readonly apps: Map<number, RegisteredApp>;
  readonly installations: Map<number, Installation>;
  readonly tokens: Map<string, Token>;
  readonly codes: Map<string, Code>;
  /** For archives of private repositories. */
  readonly archiveTokens: Map<string, { readonly repository: Repository; readonly expiresAt: number }>;
  /** What git says of pull requests, by base and head commit. */
  readonly diffs: Map<string, Promise<PullDiff>>;
  readonly checkRuns: CheckRun[];
  readonly checkSuites: CheckSuite[];
  readonly statuses: CommitStatus[];
  readonly deliveries: Delivery[];
  readonly hooks: HookControl;
  readonly traffic: Traffic;
  /** Who is sitting at the browser; `undefined` denies. */
  atBrowser: Account | undefined;
}

export const iso = (milliseconds: number) => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
