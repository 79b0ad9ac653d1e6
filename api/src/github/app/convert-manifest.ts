import { Octokit } from '@octokit/core';
import { Problem } from '../../http/problem.ts';
import type { GitHubConfig } from '../config.ts';
import type { AppCredentials } from './credentials.ts';
import { troubleOf } from './trouble.ts';

/** Exchanges the code that GitHub sent the browser back with, once, for the App's key and secrets. */
export async function convertManifest(
  { apiUrl }: Pick<GitHubConfig, 'apiUrl'>,
  code: string,
): Promise<{ readonly credentials: AppCredentials; readonly address: string }> {
  const octokit = new Octokit({ baseUrl: apiUrl, userAgent: 'gradewire' });
  try {
    const { data } = await octokit.request('POST /app-manifests/{code}/conversions', { code });
    const { id, slug, pem, webhook_secret: webhookSecret, client_id: clientId, client_secret: clientSecret } = data;
    if (webhookSecret === null)
      throw new Problem('unavailable', 'GitHub made the App without a secret for its webhook.');
    return {
      credentials: { id, ...(slug && { slug }), privateKey: pem, webhookSecret, clientId, clientSecret },
      address: data.html_url,
    };
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === undefined) throw error;
    if (trouble.kind === 'later')
      throw new Problem('unavailable', 'GitHub does not answer; load this page again.', { cause: error });
    throw new Problem('forbidden', 'GitHub does not know this code: it is good once and for an hour.', {
      cause: error,
    });
  }
}
