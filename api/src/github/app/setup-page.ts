import { escapeMarkup } from '@gradewire/core';
import type { Page } from '../../http/page.ts';
import type { GitHubConfig } from '../config.ts';

/** Where GitHub makes an App of a manifest: of a person's account, or of an organisation. */
export function newAppAddress({ webUrl }: Pick<GitHubConfig, 'webUrl'>, organization: string | undefined): string {
  const of = organization === undefined ? '' : `/organizations/${encodeURIComponent(organization)}`;
  return `${webUrl}${of}/settings/apps/new`;
}

interface SetupPage {
  readonly config: Pick<GitHubConfig, 'webUrl' | 'publicUrl'>;
  readonly manifest: object;
  readonly state: string;
  readonly organization: string | undefined;
}

/** The form that hands the manifest over to GitHub: one click there makes the App. */
export function setupPage({ config, manifest, state, organization }: SetupPage): Page {
  const address = `${newAppAddress(config, organization)}?state=${state}`;
  const owner = organization === undefined ? 'your own account' : `the organisation ${organization}`;
  return {
    title: 'Connect Gradewire with GitHub',
    body: `<p>GitHub makes an App for ${escapeMarkup(owner)} and sends its key to this server, <code>${escapeMarkup(config.publicUrl)}</code>, which must
be reachable from GitHub under this address.</p>
<form action="${escapeMarkup(address)}" method="post">
<input type="hidden" name="manifest" value="${escapeMarkup(JSON.stringify(manifest))}">
<button type="submit">Make the App on GitHub</button></form>
<form action="/github/setup" method="get"><input type="hidden" name="state" value="${escapeMarkup(state)}">
<label>Or for an organisation: <input name="organization" value="${escapeMarkup(organization ?? '')}" pattern="[A-Za-z0-9-]+"></label>
<button type="submit">Use this one</button></form>`,
    // Leads to GitHub, and from there back.
    formsTo: [new URL(config.webUrl).origin],
  };
}

/** After GitHub has made the App. `address`: its page. */
export function installPage(address: string): Page {
  return {
    title: 'The App is made',
    body: `<p>Its key is kept on this server, and nowhere else.</p>
<p><a href="${escapeMarkup(`${address}/installations/new`)}">Install it</a> on the account or organisation that has your course's
repositories. The number at the end of the page's address after that is the installation's; give it to
<code>POST /v1/courses/{courseId}/github</code>.</p>`,
  };
}
