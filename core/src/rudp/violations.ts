import { breaches, type Rule, rules, usualWindow } from './rules.ts';
import type { Transfer } from './transfer.ts';

export interface Violation {
  readonly rule: Rule;
  readonly count: number;
  /** `frame`: number in the capture; `ms`: since the sender's first packet. */
  readonly first: { readonly frame: number; readonly ms: number; readonly text: string };
}

/** The rules that were broken in a transfer, each with the first packet that did. What a rule costs is not said here. */
export function violations(transfer: Transfer, window = usualWindow): Violation[] {
  return rules.flatMap((rule) => {
    const found = breaches(transfer, rule, window);
    const first = found[0];
    if (first === undefined) return [];
    const { frame, ms } = first.packet;
    return [{ rule, count: found.length, first: { frame, ms, text: first.text } }];
  });
}
