import type { Kit } from '@gradewire/core';
import type { Database } from '@gradewire/db';
import type { BlobStore } from '@gradewire/storage';
import express, { type Express, Router } from 'express';
import helmet from 'helmet';
import type { DestinationStream } from 'pino';
import { authenticate } from './auth/authenticate.ts';
import { sessionCaller } from './auth/session/caller.ts';
import { sessions } from './auth/session/sessions.ts';
import { signInRoutes } from './auth/sign-in/routes.ts';
import type { ApiConfig } from './config.ts';
import type { GitHubClient } from './github/app/client.ts';
import { startGitHub } from './github/github.ts';
import { metrics } from './health/metrics.ts';
import { probes } from './health/probes.ts';
import type { Authenticate } from './http/endpoint.ts';
import { createLogger, requestLog } from './http/log.ts';
import { problemHandler, unknownAddress } from './http/problem-handler.ts';
import { requestLimit } from './http/rate-limit.ts';
import { referencePages } from './openapi/reference-pages.ts';
import { assignmentRoutes } from './routes/assignments.ts';
import { courseRoutes } from './routes/courses.ts';
import { exportRoutes } from './routes/exports.ts';
import { keyRoutes } from './routes/keys.ts';
import { matrixRoutes } from './routes/matrix.ts';
import { peopleRoutes } from './routes/people.ts';
import { regradeRoutes } from './routes/regrades.ts';
import { resultRoutes } from './routes/results.ts';
import { scoreRoutes } from './routes/scores.ts';
import { submissionRoutes } from './routes/submissions.ts';
import { trialRoutes } from './routes/trials.ts';
import { versionRoutes } from './routes/versions.ts';
import { createWatch, type Watch } from './watch/watch.ts';

export interface AppDependencies {
  readonly db: Database;
  readonly blobs: BlobStore;
  readonly kits: readonly Kit<never>[];
  readonly config: ApiConfig;
  /** Of Gradewire, for the document. */
  readonly version: string;
  /** Standard output if not given. */
  readonly logTo?: DestinationStream;
}

/** What routes are made of. */
export interface Context extends AppDependencies {
  readonly authenticate: Authenticate;
  readonly watch: Watch;
  /** The App's ways to GitHub; undefined as long as none is set up. */
  readonly github: () => GitHubClient | undefined;
}

export interface App extends AsyncDisposable {
  readonly express: Express;
}

const families = [
  // Looked through in order: what students ask all the time comes first.
  submissionRoutes,
  keyRoutes,
  courseRoutes,
  peopleRoutes,
  assignmentRoutes,
  versionRoutes,
  trialRoutes,
  resultRoutes,
  scoreRoutes,
  matrixRoutes,
  regradeRoutes,
  exportRoutes,
];

/**
 * The whole API. Disposing it ends the open event streams and what goes on with GitHub; the server and the database are
 * the caller's.
 */
export function createApp(dependencies: AppDependencies): App {
  const { db, config } = dependencies;
  const watch = createWatch(config.watchEveryMs);
  const context: Context = {
    ...dependencies,
    watch,
    github: () => github.client(),
    authenticate: async (request, scope) =>
      (await sessionCaller(db, config, request, scope)) ?? (await authenticate(db, request, scope)),
  };
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustedProxies);
  app.set('query parser', 'simple');
  const log = createLogger(config, dependencies.logTo);
  app.use(requestLog(log));
  app.use(helmet({ contentSecurityPolicy: { directives: { 'script-src': ["'none'"] } } }));
  app.use(probes(context), metrics(context), referencePages(context));
  const browsers = sessions({ db, config, log });
  app.use(['/v1', '/auth'], requestLimit(config.requestsPerMinute), browsers.middleware);
  const router = Router();
  for (const addRoutes of families) addRoutes(router, context);
  const github = startGitHub({ ...context, log });
  const signIn = signInRoutes({ ...context, client: github.client, cookieName: browsers.cookieName, log });
  app.use(github.router, signIn, router, unknownAddress, problemHandler);
  return {
    express: app,
    async [Symbol.asyncDispose]() {
      watch.close();
      browsers[Symbol.dispose]();
      await github[Symbol.asyncDispose]();
    },
  };
}
