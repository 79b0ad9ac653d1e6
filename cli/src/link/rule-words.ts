import type { LinkRule } from '@gradewire/core';
import { directionTitles } from './profile-text.ts';

/** What a rule is about, for people: `drop packet 2 with class ack, server → client`. */
export function ruleWords({ direction, protocol, payloadPrefix, class: named, nth, action }: LinkRule): string {
  const does = typeof action === 'string' ? action : `delay by ${action.delayMs} ms`;
  const kind = protocol === 'any' ? 'packet' : `${protocol.toUpperCase()} packet`;
  const which = nth === 'every' ? `every ${kind}` : `${kind} ${nth}`;
  const begins = typeof payloadPrefix === 'string' ? JSON.stringify(payloadPrefix) : `hex ${payloadPrefix?.hex}`;
  const matches =
    named === undefined ? (payloadPrefix === undefined ? '' : ` that begins with ${begins}`) : ` with class ${named}`;
  return `${does} ${which}${matches}, ${directionTitles[direction]}`;
}
