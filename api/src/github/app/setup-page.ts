import type { GitHubConfig } from '../config.ts';

const escaped: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const html = (text: string) => text.replace(/[&<>"']/g, (character) => escaped[character]!);

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${html(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40em;margin:3em auto;padding:0 1em}
input,button{font:inherit;padding:.4em .8em}label{display:block;margin:1em 0}</style></head>
<body><h1>${html(title)}</h1>
${body}
</body></html>
`;
}

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
export function setupPage({ config, manifest, state, organization }: SetupPage): string {
  const address = `${newAppAddress(config, organization)}?state=${state}`;
  const owner = organization === undefined ? 'your own account' : `the organisation ${organization}`;
  return page(
    'Connect Gradewire with GitHub',
    `<p>GitHub makes an App for ${html(owner)} and sends its key to this server, <code>${html(config.publicUrl)}</code>, which must
be reachable from GitHub under this address.</p>
<form action="${html(address)}" method="post">
<input type="hidden" name="manifest" value="${html(JSON.stringify(manifest))}">
<button type="submit">Make the App on GitHub</button></form>
<form action="/github/setup" method="get"><input type="hidden" name="state" value="${html(state)}">
<label>Or for an organisation: <input name="organization" value="${html(organization ?? '')}" pattern="[A-Za-z0-9-]+"></label>
<button type="submit">Use this one</button></form>`,
  );
}

/** After GitHub has made the App. `address`: its page. */
export function installPage(address: string): string {
  return page(
    'The App is made',
    `<p>Its key is kept on this server, and nowhere else.</p>
<p><a href="${html(`${address}/installations/new`)}">Install it</a> on the account or organisation that has your course's
repositories. The number at the end of the page's address after that is the installation's; give it to
<code>POST /v1/courses/{courseId}/github</code>.</p>`,
  );
}
