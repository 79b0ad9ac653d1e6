import type { Kit } from '@gradewire/core';
import type { Database } from '@gradewire/db';
import type { BlobStore } from '@gradewire/storage';
import express, { type Express, Router } from 'express';
import helmet from 'helmet';
import type { DestinationStream } from 'pino';
import { authenticate } from './auth/authenticate.ts';
import type { ApiConfig } from './config.ts';
import { metrics } from './health/metrics.ts';
import { probes } from './health/probes.ts';
import type { Authenticate } from './http/endpoint.ts';
import { createLogger, requestLog } from './http/log.ts';
import { problemHandler, unknownAddress } from './http/problem-handler.ts';
import { referencePages } from './openapi/reference-pages.ts';
import { assignmentRoutes } from './routes/assignments.ts';
import { courseRoutes } from './routes/courses.ts';
import { exportRoutes } from './routes/exports.ts';
import { keyRoutes } from './routes/keys.ts';
import { peopleRoutes } from './routes/people.ts';
import { resultRoutes } from './routes/results.ts';
import { scoreRoutes } from './routes/scores.ts';
import { submissionRoutes } from './routes/submissions.ts';
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
}

export interface App extends AsyncDisposable {
  readonly express: Express;
}

const families = [
  keyRoutes,
  courseRoutes,
  peopleRoutes,
  assignmentRoutes,
  versionRoutes,
  submissionRoutes,
  resultRoutes,
  scoreRoutes,
  exportRoutes,
];

/** The whole API. Disposing it ends the open event streams; the server and the database are the caller's. */
export function createApp(dependencies: AppDependencies): App {
  const { db, config } = dependencies;
  const watch = createWatch(config.watchEveryMs);
  const context: Context = {
    ...dependencies,
    watch,
    authenticate: (request, scope) => authenticate(db, request, scope),
  };
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustedProxies);
  app.set('query parser', 'simple');
  app.use(requestLog(createLogger(config, dependencies.logTo)));
  app.use(helmet({ contentSecurityPolicy: { directives: { 'script-src': ["'none'"] } } }));
  app.use(probes(context), metrics(context), referencePages(context));
  const router = Router();
  for (const addRoutes of families) addRoutes(router, context);
  app.use(router, unknownAddress, problemHandler);
  return { express: app, [Symbol.asyncDispose]: async () => watch.close() };
}
