import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  createDatabase,
  type Database,
  type DatabaseOptions,
  type EmbeddedServer,
  embeddedServer,
  openDatabase,
} from '@gradewire/db';
import { kits } from '@gradewire/kits';
import { type BlobStore, blobStore } from '@gradewire/storage';
import { createApp } from '../../api/src/app.ts';
import { ApiConfig } from '../../api/src/config.ts';
import { writeCredentials } from '../../api/src/github/app/credentials.ts';
import { GitHubConfig } from '../../api/src/github/config.ts';
import { type Client, client } from '../../api/src/testing/client.ts';
import { seedAssignment, seedCourse, seedPerson, seedTeam } from '../../api/src/testing/seed.ts';
import {
  type Account,
  type Installation,
  type RegisteredApp,
  type StartedGithub,
  startGithub,
} from '../github/stand-in.ts';
import type { Permissions } from '../github/world.ts';

/** No pace, short pauses, and polling only where a test asks for it. */
const quick = { writeEveryMs: 0, lookEveryMs: 20, progressEveryMs: 100, firstPauseMs: 30, catchUpEveryMs: 3_600_000 };
const hook = '/github/webhooks';

export interface Student {
  readonly account: Account;
  readonly userId: string;
  readonly teamId: string;
}

/** A service connected with a GitHub of its own, and a course that both know. */
export interface Connected extends AsyncDisposable {
  readonly github: StartedGithub;
  readonly db: Database;
  readonly blobs: BlobStore;
  readonly app: RegisteredApp;
  readonly installation: Installation;
  readonly courseId: string;
  readonly assignmentId: string;
  readonly owner: Client;
  readonly config: GitHubConfig;
  url(): string;
  /** Everything that the service logged. */
  log(): string;
  start(more?: Partial<GitHubConfig>): Promise<void>;
  /** As when the machine is switched off for a while. */
  stop(): Promise<void>;
  /** A second service beside the first one, on the same database; no webhooks come to it. */
  another(more?: Partial<GitHubConfig>): Promise<AsyncDisposable>;
  /** Somebody who is enrolled, and has an account. */
  student(login: string, team?: string): Promise<Student>;
  /** Binds a repository over the API; returns the binding's id. */
  bind(repository: string, more?: { team?: string; handInBranch?: string; assignment?: string }): Promise<string>;
}

let server: Promise<{ server: EmbeddedServer; folder: string }> | undefined;

async function startServer() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gradewire-github-'));
  return { folder, server: await embeddedServer(path.join(folder, 'postgres')) };
}

/** To be called when all tests of a file are over. */
export async function stopServer(): Promise<void> {
  const started = await server;
  await started?.server[Symbol.asyncDispose]();
  if (started) await rm(started.folder, { recursive: true, force: true });
}

/** An App that may not write checks. */
export const withoutChecks = {
  permissions: { contents: 'read', members: 'read', metadata: 'read', pull_requests: 'write', statuses: 'write' },
  events: ['pull_request', 'push'],
} satisfies Parameters<typeof connected>[0];

/** The organisation `uni` with the App installed, a course with one assignment of Hello Internet, and the service. */
export async function connected(
  options: {
    everySubmissionCounts?: boolean;
    tokenLifetimeMs?: number;
    permissions?: Permissions;
    events?: string[];
    /** To the database; with one, whoever takes a second one while it holds the first waits for nothing. */
    connections?: Pick<DatabaseOptions, 'poolSize' | 'longestWaitMs'>;
  } = {},
): Promise<Connected> {
  await using undo = new AsyncDisposableStack();
  server ??= startServer();
  const { server: postgres, folder: root } = await server;
  const folder = await mkdtemp(path.join(root, 'service-'));
  const name = `test_${randomBytes(6).toString('hex')}`;
  await createDatabase(postgres, name);
  const db = undo.use(await openDatabase({ url: postgres.urlOf(name), folder, ...options.connections }));
  const blobs = await blobStore({ kind: 'folder', folder: path.join(folder, 'blobs') });
  const { tokenLifetimeMs } = options;
  const github = undo.use(await startGithub(tokenLifetimeMs === undefined ? {} : { tokenLifetimeMs }));
  github.createUser('teacher');
  github.createOrganization('uni', { owners: ['teacher'] });
  const { permissions, events } = options;
  const app = await github.registerApp({
    owner: 'uni',
    ...(permissions && { permissions }),
    ...(events && { events }),
  });
  const installation = await github.installApp(app, 'uni');
  const appFile = path.join(folder, 'github-app.json');
  await writeCredentials(appFile, { id: app.id, privateKey: app.privateKey, webhookSecret: app.webhookSecret });
  const config = GitHubConfig.parse({ ...quick, apiUrl: github.apiUrl, webUrl: github.webUrl, appFile });
  const courseId = await seedCourse(db, options.everySubmissionCounts);
  const { assignmentId } = await seedAssignment(db, courseId);
  const { key } = await seedPerson(db, courseId, 'owner');
  const lines: string[] = [];
  let running: { url: string; stop: () => Promise<void> } | undefined;
  const url = () => running!.url;

  const service = (more: Partial<GitHubConfig> = {}) => {
    const api = ApiConfig.parse({ logLevel: 'debug', github: { ...config, ...more } });
    return listen({
      db,
      blobs,
      kits,
      version: '0.0.0-test',
      config: api,
      logTo: { write: (line) => lines.push(line) },
    });
  };
  const start: Connected['start'] = async (more) => {
    running = await service(more);
    app.hookUrl = url() + hook;
  };
  const stop = async () => {
    app.hookUrl = undefined;
    await running?.stop();
    running = undefined;
  };
  undo.defer(stop);
  await start();

  const owned = undo.move();
  return {
    github,
    db,
    blobs,
    app,
    installation,
    courseId,
    assignmentId,
    config,
    get owner() {
      return client(url(), key);
    },
    url,
    log: () => lines.join(''),
    start,
    stop,
    async another(more) {
      const { stop: end } = await service(more);
      return { [Symbol.asyncDispose]: end };
    },
    async student(login, team) {
      const account = github.createUser(login);
      const teamId = team ?? (await seedTeam(db, courseId, `Team-${login}`));
      const { userId } = await seedPerson(db, courseId, 'student', { teamId, name: login });
      await db.prisma.user.update({
        where: { id: userId },
        data: { githubId: BigInt(account.id), githubLogin: login },
      });
      return { account, userId, teamId };
    },
    async bind(repository, { team, handInBranch, assignment = assignmentId } = {}) {
      const mode = team === undefined ? 'class-repository' : 'team-repository';
      const one = { repository, assignment, mode, ...(team && { team }), ...(handInBranch && { handInBranch }) };
      const body = { installation: installation.id, repositories: [one] };
      const bound = await client(url(), key).post(`/v1/courses/${courseId}/github`, body);
      if (bound.status !== 200) throw new Error(bound.text);
      return bound.body.items.find(
        (item: { repository: string; assignment: string }) =>
          item.repository === repository && item.assignment === assignment,
      ).id;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function listen(dependencies: Parameters<typeof createApp>[0]) {
  const app = createApp(dependencies);
  const http = createServer(app.express);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    async stop() {
      const closed = new Promise((resolve) => http.close(resolve));
      http.closeAllConnections();
      await closed;
      await app[Symbol.asyncDispose]();
    },
  };
}

/** Looks until it is there; fails with what was seen last. */
export async function eventually<T>(
  look: () => Promise<T | undefined> | T | undefined,
  withinMs = 120_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`not so within ${withinMs} ms: ${look}`);
    await pause(15);
  }
}

/** The only check of a commit, as soon as it is like this. */
export function check(github: StartedGithub, sha: string, status: string, conclusion: string | null = null) {
  return eventually(() => {
    const [run, more] = github.checkRuns(sha);
    if (more !== undefined) throw new Error(`${sha} has more than one check`);
    return run?.status === status && (conclusion === null || run.conclusion === conclusion) ? run : undefined;
  });
}

/** Until nothing that GitHub delivered waits any more. */
export function allTaken({ db }: Pick<Connected, 'db'>): Promise<true> {
  return eventually(async () =>
    (await db.prisma.webhookDelivery.count({ where: { state: 'received' } })) === 0 ? true : undefined,
  );
}
