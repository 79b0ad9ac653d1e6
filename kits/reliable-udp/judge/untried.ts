import type { Case, Feedback, LinkRule } from '@gradewire/core';
import { say } from './feedback.ts';
import type { Seen } from './seen.ts';

/**
 * Of a case about one packet that never came: nothing befell it, so that the case says nothing of what would have. Nobody's
 * fault, and to be known. Undefined where it came, and where the link does not say (observations of before).
 */
export function untriedRule({ link }: Pick<Case, 'link'>, { observation }: Seen): Feedback | undefined {
  const counts = observation.link.realised?.rules ?? [];
  for (const [at, rule] of link.rules.entries()) {
    const counted = counts[at];
    if (counted?.applied !== 0 || rule.nth === 'every') continue;
    return say('untried', { detail: packetNamed(rule, rule.nth), count: counted.matched });
  }
  return undefined;
}

/** `the 3rd packet of type data`, `a packet that begins with "ack|22|"`. */
function packetNamed({ class: type, payloadPrefix: prefix }: LinkRule, nth: number): string {
  const begins =
    prefix && ` that begins with ${typeof prefix === 'string' ? `"${prefix}"` : `the bytes ${prefix.hex}`}`;
  const what = type === undefined ? `packet${begins ?? ''}` : `packet of type ${type}`;
  return nth === 1 ? `a ${what}` : `the ${ordinal(nth)} ${what}`;
}

const plurals = new Intl.PluralRules('en', { type: 'ordinal' });
const endings: Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> = { one: 'st', two: 'nd', few: 'rd' };
const ordinal = (n: number) => `${n}${endings[plurals.select(n)] ?? 'th'}`;
