import type { Octokit } from '@octokit/core';
import { Problem } from '../../http/problem.ts';
import type { GitHubClient } from '../app/client.ts';
import { isHttpError } from '../app/trouble.ts';
import type { GitHubConfig } from '../config.ts';
import { asProblem } from './refused.ts';

const ways = [
  (octokit: Octokit, org: string) => octokit.request('GET /orgs/{org}/installation', { org }),
  (octokit: Octokit, username: string) => octokit.request('GET /users/{username}/installation', { username }),
] as const;

export interface FoundInstallation {
  readonly id: number;
  readonly account: string;
  readonly kind: 'organization' | 'user';
  readonly makesRepositories: boolean;
}

/** Where the App is installed on an account. Throws a Problem that says how it gets there. */
export async function installationOn(
  { asApp, credentials }: Pick<GitHubClient, 'asApp' | 'credentials'>,
  { webUrl }: Pick<GitHubConfig, 'webUrl'>,
  account: string,
): Promise<FoundInstallation> {
  const at = credentials.slug
    ? `${webUrl}/apps/${credentials.slug}/installations/new`
    : 'its page, under “Install App”';
  const gone = `The GitHub App is not installed on ${account}: install it at ${at}.`;
  const words = { forbidden: 'GitHub does not take this server for the App.', gone };
  for (const ask of ways) {
    try {
      return read((await ask(asApp, account)).data);
    } catch (error) {
      if (!isHttpError(error) || error.status !== 404) throw error instanceof Problem ? error : asProblem(error, words);
    }
  }
  throw new Problem('conflict', gone);
}

type Data = Awaited<ReturnType<(typeof ways)[0]>>['data'];

function read(data: Data): FoundInstallation {
  if (data.suspended_at) throw new Problem('conflict', 'The installation of the GitHub App is suspended.');
  const { account, permissions } = data;
  const isUser = account !== null && 'type' in account && account.type === 'User';
  return {
    id: data.id,
    account: account !== null && 'login' in account ? account.login : '',
    kind: isUser ? 'user' : 'organization',
    makesRepositories: !isUser && permissions.administration === 'write' && permissions.contents === 'write',
  };
}

const perPage = 100;

/** Everybody in a team of an organisation. */
export async function membersOfTeam(octokit: Octokit, org: string, team: string) {
  const members: { id: number; login: string }[] = [];
  for (let page = 1; ; page++) {
    const { data } = await octokit
      .request('GET /orgs/{org}/teams/{team_slug}/members', { org, team_slug: team, per_page: perPage, page })
      .catch((error) => {
        throw asProblem(error, {
          forbidden: 'The GitHub App may not see who is in teams: give it read access to members.',
          gone: `The organisation ${org} has no team ${team} (its name in addresses).`,
        });
      });
    members.push(...data.map(({ id, login }) => ({ id: Number(id), login })));
    if (data.length < perPage) return members;
  }
}
