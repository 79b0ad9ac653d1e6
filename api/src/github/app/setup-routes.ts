import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { ApiConfig } from '../../config.ts';
import { type Authenticate, serve } from '../../http/endpoint.ts';
import { sendPage } from '../../http/page.ts';
import { Problem } from '../../http/problem.ts';
import type { GitHubConfig } from '../config.ts';
import { convertManifest } from './convert-manifest.ts';
import type { AppCredentials } from './credentials.ts';
import { appManifest } from './manifest.ts';
import { createGitHubSetup } from './setup-contract.ts';
import { installPage, setupPage } from './setup-page.ts';
import { setupStates } from './setup-state.ts';

const PageQuery = z.object({
  state: z.string().max(200),
  organization: z
    .string()
    .regex(/^[A-Za-z0-9-]{0,100}$/)
    .optional(),
});
const CallbackQuery = z.object({ state: z.string().max(200), code: z.string().regex(/^[\w-]{1,200}$/) });

interface SetupOptions {
  readonly context: { readonly authenticate: Authenticate; readonly config: ApiConfig };
  readonly config: GitHubConfig;
  readonly isSetUp: () => boolean;
  /** Keeps the App and begins to work as it. */
  readonly onMade: (credentials: AppCredentials) => Promise<void>;
}

const used = () =>
  new Problem('forbidden', 'This address is used or expired: ask for another one (POST /v1/github/setup).');

/** Making the GitHub App from a manifest: the address, its page with GitHub's form, and the way back from GitHub. */
export function setupRoutes({ context, config, isSetUp, onMade }: SetupOptions): Router {
  const router = Router();
  const states = setupStates();
  serve(router, context, createGitHubSetup, () => {
    if (config.appFile === undefined) throw new Problem('unavailable', 'This server has no place to keep an App in.');
    if (isSetUp())
      throw new Problem('conflict', 'This server has a GitHub App already; remove its file to make another one.');
    const address = `${config.publicUrl}/github/setup?state=${states.give()}`;
    return { address, expiresAt: new Date(Date.now() + states.lifetimeMs).toISOString() };
  });

  router.get('/github/setup', (request: Request, response: Response) => {
    const query = PageQuery.safeParse(request.query);
    if (!query.success || !states.isGood(query.data.state)) throw used();
    const { state, organization } = query.data;
    const manifest = appManifest(config, `Gradewire ${new URL(config.publicUrl).hostname}`.slice(0, 34));
    sendPage(response, setupPage({ config, manifest, state, organization: organization || undefined }));
  });

  router.get('/github/setup/callback', async (request: Request, response: Response) => {
    const query = CallbackQuery.safeParse(request.query);
    if (!query.success || isSetUp() || !states.use(query.data.state)) throw used();
    const { credentials, address } = await convertManifest(config, query.data.code);
    await onMade(credentials);
    sendPage(response, installPage(address));
  });
  return router;
}
