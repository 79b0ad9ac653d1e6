import type { Database } from '@gradewire/db';
import express, { type Request, type Response, Router } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { ApiConfig } from '../../config.ts';
import type { GitHubClient } from '../../github/app/client.ts';
import { type Authenticate, serve } from '../../http/endpoint.ts';
import { Problem } from '../../http/problem.ts';
import { bindAccount, type GitHubAccount, personOf } from '../github-person.ts';
import { signedInPerson } from '../session/caller.ts';
import { requireSameOrigin } from '../session/same-origin.ts';
import { begin, take } from './begin.ts';
import { connectAccount } from './contract.ts';
import { accountOf, oauthClient } from './github-account.ts';
import { linkWords } from './link-words.ts';
import { sendLinkQuestion, sendRefusal, sendStranger, sendTaken, sendWhoIsSignedIn } from './pages.ts';
import { ownPath } from './return-to.ts';

interface SignInContext {
  readonly db: Database;
  readonly config: ApiConfig;
  readonly authenticate: Authenticate;
  readonly client: () => GitHubClient | undefined;
  readonly cookieName: string;
  readonly log: Logger;
}

/** Where one is led who did not want to see anything in particular. */
const home = '/auth';
const Code = z.string().regex(/^[\w-]{1,200}$/);

/** Signing in with GitHub and out again, and connecting the account of somebody whom no roster names. */
export function signInRoutes(context: SignInContext): Router {
  const { db, config, log } = context;
  const router = Router();
  const words = linkWords();
  const oauth = () => {
    const found = oauthClient(config.github, context.client()?.credentials);
    if (found === undefined) throw new Problem('unavailable', 'Signing in with GitHub is not set up on this server.');
    return found;
  };

  router.get('/auth', async (request, response) => {
    sendWhoIsSignedIn(response, await signedInPerson(db, config, request));
  });

  router.get('/auth/github', async (request, response) => {
    await begin(oauth(), request, response, { returnTo: ownPath(request.query.returnTo) ?? home });
  });

  router.get('/auth/github/callback', async (request, response) => {
    const client = oauth();
    const pending = await take(request, request.query.state);
    if (pending === undefined) return sendRefusal(response, 'unknown');
    if (request.query.error === 'access_denied') return sendRefusal(response, 'denied');
    const code = Code.safeParse(request.query.code);
    if (!code.success) return sendRefusal(response, 'refused');
    const account = await accountOf(client, { code: code.data, verifier: pending.verifier }, log);
    if (typeof account === 'string') return sendRefusal(response, account);
    if (pending.link !== undefined) {
      const person = await db.prisma.user.findUnique({ where: { id: pending.link } });
      if (person === null) return sendRefusal(response, 'unknown');
      if (person.githubId !== BigInt(account.id) && !(await bindAccount(db, person.id, account)))
        return sendTaken(response, account, person.name);
      return signIn(request, response, person.id, account, pending.returnTo);
    }
    const person = await personOf(db, account);
    if (typeof person === 'string') return sendStranger(response, account, person === 'ambiguous');
    await signIn(request, response, person.userId, account, pending.returnTo);
  });

  router.post('/auth/sign-out', async (request, response) => {
    requireSameOrigin(request, config.github.publicUrl);
    await new Promise<void>((resolve, reject) => {
      request.session.destroy((error) => (error ? reject(error) : resolve()));
    });
    response.clearCookie(context.cookieName, { path: '/', httpOnly: true, sameSite: 'lax', secure: request.secure });
    response.set('Cache-Control', 'no-store').redirect(303, home);
  });

  serve(router, context, connectAccount, async ({ caller }) => {
    oauth();
    if (caller.keyId === null || caller.courseId !== null) {
      throw new Problem('forbidden', 'This needs a key of your own that is good for all of your courses.');
    }
    const user = await db.prisma.user.findUniqueOrThrow({ where: { id: caller.userId } });
    if (user.githubId !== null) {
      throw new Problem('conflict', `You are connected with the GitHub account ${user.githubLogin} already.`);
    }
    const address = `${config.github.publicUrl}/auth/link?word=${words.give(user.id)}`;
    return { address, expiresAt: new Date(Date.now() + words.lifetimeMs).toISOString() };
  });

  router.get('/auth/link', async (request, response) => {
    const word = String(request.query.word);
    const userId = words.read(word);
    const user = userId === undefined ? null : await db.prisma.user.findUnique({ where: { id: userId } });
    if (user === null) return sendRefusal(response, 'unknown');
    sendLinkQuestion(response, user.name, word, config.github.webUrl);
  });

  router.post('/auth/link', express.urlencoded({ extended: false, limit: '1kb' }), async (request, response) => {
    requireSameOrigin(request, config.github.publicUrl);
    const client = oauth();
    const link = words.use(String(request.body?.word));
    if (link === undefined) return sendRefusal(response, 'unknown');
    await begin(client, request, response, { returnTo: home, link });
  });
  return router;
}

/** Under a new id: whoever planted or saw the one that the browser came with has nothing of it. */
async function signIn(
  request: Request,
  response: Response,
  userId: string,
  account: GitHubAccount,
  returnTo: string,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request.session.regenerate((error) => (error ? reject(error) : resolve()));
  });
  request.session.signedIn = { userId, githubId: String(account.id), since: Date.now() };
  await new Promise<void>((resolve, reject) => {
    request.session.save((error) => (error ? reject(error) : resolve()));
  });
  response.set('Cache-Control', 'no-store').redirect(303, returnTo);
}
