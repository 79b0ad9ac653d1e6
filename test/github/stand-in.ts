import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as apps from './acts/apps.ts';
import * as checks from './acts/checks.ts';
import * as hooks from './acts/hooks.ts';
import * as people from './acts/people.ts';
import * as pulls from './acts/pulls.ts';
import * as pushes from './acts/push.ts';
import * as repositories from './acts/repositories.ts';
import * as signIn from './acts/sign-in.ts';
import * as trouble from './acts/trouble.ts';
import { newHookControl } from './hooks/delivery.ts';
import { handle } from './http/handle.ts';
import { serve } from './http/serve.ts';
import { newTraffic } from './http/traffic.ts';
import { serveArchive } from './routes/codeload.ts';
import { endpoints } from './routes/index.ts';
import type { World } from './world.ts';

export type { CheckRun } from './checks.ts';
export type { FileSpec, Files } from './git/commit-files.ts';
export type { Delivery } from './hooks/delivery.ts';
export type { Account, Installation, PullRequest, RegisteredApp, Repository } from './world.ts';

/** What someone can do on GitHub, or to it. Each takes the world first, which `startGithub` has given already. */
const acts = {
  account: people.account,
  createUser: people.createUser,
  createOrganization: people.createOrganization,
  createTeam: people.createTeam,
  setOrganizationMember: people.setOrganizationMember,
  setTeamMember: people.setTeamMember,
  setCollaborator: people.setCollaborator,
  acceptInvitation: people.acceptInvitation,
  renameAccount: people.renameAccount,
  sitAtBrowser: signIn.sitAtBrowser,
  personalToken: signIn.personalToken,
  repository: repositories.repositoryNamed,
  createRepository: repositories.createRepository,
  fork: repositories.fork,
  renameRepository: repositories.renameRepository,
  transferRepository: repositories.transferRepository,
  deleteRepository: repositories.deleteRepository,
  setPrivate: repositories.setPrivate,
  setArchived: repositories.setArchived,
  forgetCommit: repositories.forgetCommit,
  setTarball: repositories.setTarball,
  push: pushes.push,
  forcePush: pushes.forcePush,
  deleteBranch: pushes.deleteBranch,
  openPullRequest: pulls.openPullRequest,
  synchronize: pulls.synchronize,
  closePullRequest: pulls.closePullRequest,
  reopenPullRequest: pulls.reopenPullRequest,
  mergePullRequest: pulls.mergePullRequest,
  editPullRequest: pulls.editPullRequest,
  setDraft: pulls.setDraft,
  checkRuns: checks.checkRuns,
  rerequestCheck: checks.rerequestCheck,
  rerequestSuite: checks.rerequestSuite,
  pressAction: checks.pressAction,
  registerApp: apps.registerApp,
  installApp: apps.installApp,
  suspend: apps.suspend,
  unsuspend: apps.unsuspend,
  uninstall: apps.uninstall,
  changeRepositories: apps.changeRepositories,
  hold: hooks.hold,
  letGo: hooks.letGo,
  drop: hooks.drop,
  redeliver: hooks.redeliver,
  settled: hooks.settled,
  ping: hooks.ping,
  deliver: hooks.deliver,
  disturb: trouble.disturb,
  failNext: trouble.failNext,
  limitNext: trouble.limitNext,
  calm: trouble.calm,
  useUpHour: trouble.useUpHour,
};

type Acts = {
  readonly [Name in keyof typeof acts]: (typeof acts)[Name] extends (world: World, ...rest: infer Rest) => infer Result
    ? (...rest: Rest) => Result
    : never;
};

export interface GithubOptions {
  /** Of installation tokens; an hour if it is left out, as on GitHub. */
  readonly tokenLifetimeMs?: number;
  /** Of what a sign-in yields: 8 hours. */
  readonly userTokenLifetimeMs?: number;
  /** On GitHub the files of a template come some time after the answer: 0. */
  readonly templateDelayMs?: number;
  /** Requests that a token may make in an hour: 5000. */
  readonly hourlyLimit?: number;
  /** Milliseconds since 1970; the machine's clock if it is left out. */
  readonly now?: () => number;
}

/** A GitHub that runs, with everything that a test can do on it. Disposing of it removes its repositories. */
export interface StartedGithub extends Acts, AsyncDisposable {
  /** For `GITHUB_API_URL`, and Octokit's `baseUrl`. */
  readonly apiUrl: string;
  /** Where the sign-in page and the forms for Apps are. */
  readonly webUrl: string;
  /** Everything that it knows, to be read. */
  readonly world: World;
}

/** Starts a GitHub on the loopback interface that knows nobody yet. */
export async function startGithub(options: GithubOptions = {}): Promise<StartedGithub> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'github-stand-in-'));
  const [site, archives] = await Promise.all([serve(), serve()]);
  let lastId = 1_000_000;
  const world: World = {
    apiUrl: `${site.origin}/api/v3`,
    webUrl: site.origin,
    codeloadUrl: archives.origin,
    root,
    now: options.now ?? Date.now,
    nextId: () => {
      lastId += 1;
      return lastId;
    },
    tokenLifetimeMs: options.tokenLifetimeMs ?? 3_600_000,
    templateDelayMs: options.templateDelayMs ?? 0,
    userTokenLifetimeMs: options.userTokenLifetimeMs ?? 8 * 3_600_000,
    accounts: new Map(),
    repositories: new Map(),
    formerNames: new Map(),
    apps: new Map(),
    installations: new Map(),
    tokens: new Map(),
    codes: new Map(),
    archiveTokens: new Map(),
    diffs: new Map(),
    checkRuns: [],
    checkSuites: [],
    statuses: [],
    deliveries: [],
    hooks: newHookControl(),
    traffic: newTraffic(options.hourlyLimit ?? 5000),
    atBrowser: undefined,
  };
  site.answer((request, response) => handle(world, endpoints, request, response));
  archives.answer((request, response) => serveArchive(world, request, response));
  const bound = Object.fromEntries(
    Object.entries(acts).map(([name, act]) => [name, (act as (...all: unknown[]) => unknown).bind(undefined, world)]),
  ) as unknown as Acts;
  return {
    ...bound,
    apiUrl: world.apiUrl,
    webUrl: world.webUrl,
    world,
    async [Symbol.asyncDispose]() {
      await hooks.settled(world);
      world.hooks.agent.destroy();
      await Promise.all([site[Symbol.asyncDispose](), archives[Symbol.asyncDispose]()]);
      await rm(root, { recursive: true, force: true });
    },
  };
}
