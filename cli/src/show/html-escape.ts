import { escapeMarkup } from '@gradewire/core';
import { printable } from '@gradewire/core/report';

/** Text that is HTML already. Only `html` and `trusted` make it, so what comes from a result is always escaped. */
export interface Html {
  readonly html: string;
}

type Value = Html | string | number | readonly Value[] | null;

/** Template tag: every value is escaped, except for other `html`; lists are joined, null is nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  let text = parts[0]!;
  values.forEach((value, index) => {
    text += toHtml(value) + parts[index + 1]!;
  });
  return { html: text };
}

/** For the page's own style and script, and for embedded data that `embedJson` made safe. */
export const trusted = (text: string): Html => ({ html: text });

/** JSON for a script element: it cannot end the element, and it is valid JavaScript as well. */
export function embedJson(value: unknown): Html {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return trusted(JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escaped));
}

function toHtml(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'string') return escapeMarkup(printable(value));
  if (typeof value === 'number') return String(value);
  if ('html' in value) return value.html;
  return value.map(toHtml).join('');
}
