import { escapeMarkup } from '@gradewire/core';
import type { Response } from 'express';

/** What a page shows. */
export interface Page {
  readonly status?: number;
  readonly title: string;
  /** HTML. */
  readonly body: string;
  /** Origins that the page's forms may lead to, besides this server. */
  readonly formsTo?: readonly string[];
}

/** A page without scripts, for people who are led here by another page. */
export function sendPage(response: Response, { status = 200, title, body, formsTo = [] }: Page): void {
  const forms = ["'self'", ...formsTo].join(' ');
  response
    .status(status)
    .set('Cache-Control', 'no-store')
    .set('Referrer-Policy', 'same-origin')
    .set(
      'Content-Security-Policy',
      `default-src 'none'; style-src 'unsafe-inline'; form-action ${forms}; frame-ancestors 'none'; base-uri 'none'`,
    )
    .type('html')
    .send(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeMarkup(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40em;margin:3em auto;padding:0 1em}
input,button{font:inherit;padding:.4em .8em}label{display:block;margin:1em 0}</style></head>
<body><h1>${escapeMarkup(title)}</h1>
${body}
</body></html>
`);
}
