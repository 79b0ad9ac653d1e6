import path from 'node:path';
import { writeCredentials } from '../../api/src/github/app/credentials.ts';
import { GitHubConfig } from '../../api/src/github/config.ts';
import type { OpenApi } from '../../api/src/openapi/openapi.ts';
import { ensureFirstOwner } from '../../api/src/store/first-owner.ts';
import { checkAgainst } from '../../api/src/testing/documented.ts';
import { type Service, startService } from '../../api/src/testing/service.ts';
import { usualPermissions } from '../github/acts/apps.ts';
import { type StartedGithub, startGithub } from '../github/stand-in.ts';
import { type ApiClient, apiClient } from './client.ts';
import { type Ledger, ledgerOf } from './ledger.ts';

/** A service without a GitHub App, a GitHub that it could have one on, and clients of it. */
export interface Ground extends AsyncDisposable {
  readonly service: Service;
  readonly github: StartedGithub;
  readonly document: OpenApi;
  readonly ledger: Ledger;
  /** With the key of the first start. */
  readonly owner: ApiClient;
  client(key: string | undefined, url?: string): ApiClient;
  /** The service on the same database with the App in force; `client(undefined, url)` speaks to it, too. */
  connected(): Promise<{ service: Service; owner: ApiClient; installation: number }>;
  /** The service on the same database that takes so few requests a minute. */
  impatient(requestsPerMinute: number): Promise<Service>;
}

/**
 * No request takes a second connection while it holds one: as many at once as there are connections would wait for each
 * other for ever. With one connection a single one does.
 */
const connections = { poolSize: 1, longestWaitMs: 120_000 };

export async function startGround(): Promise<Ground> {
  await using undo = new AsyncDisposableStack();
  const github = undo.use(await startGithub());
  const configOf = (appFile: string) => GitHubConfig.parse({ apiUrl: github.apiUrl, webUrl: github.webUrl, appFile });
  const service = undo.use(await startService({ github: configOf('/nowhere/github-app.json') }, connections));
  const { db, url } = service;
  const key = (await ensureFirstOwner(db))!;
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApi;
  const check = checkAgainst(document);
  const ledger = ledgerOf(document);
  const client: Ground['client'] = (one, at = url) => apiClient(at, one, check, ledger);
  const owned = undo.move();
  return {
    service,
    github,
    document,
    ledger,
    owner: client(key),
    client,
    async connected() {
      github.createUser('teacher');
      github.createOrganization('uni', { owners: ['teacher'] });
      const permissions = { ...usualPermissions, administration: 'write', contents: 'write' } as const;
      const app = await github.registerApp({ owner: 'uni', permissions });
      const installation = await github.installApp(app, 'uni');
      const appFile = path.join(service.blobsFolder, '..', 'github-app.json');
      const { id, privateKey, webhookSecret, clientId, clientSecret } = app;
      await writeCredentials(appFile, { id, privateKey, webhookSecret, clientId, clientSecret });
      const second = owned.use(await startService({ github: configOf(appFile) }, { url: db.url, ...connections }));
      return { service: second, owner: client(key, second.url), installation: installation.id };
    },
    impatient: async (requestsPerMinute) =>
      owned.use(await startService({ requestsPerMinute }, { url: db.url, ...connections })),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
