import { z } from 'zod';
import { objectRefusal, oneOf, refusal, Time } from './refusal.ts';

/** Printable ASCII without blanks: it travels as one word of a directive; `-` alone stands for none. */
export const MessageClass = z
  .string({ error: refusal('is not text') })
  .regex(/^[!#-[\]-~]{1,16}$/, {
    error: refusal('is not 1 to 16 printable ASCII characters without blanks, quotes and backslashes'),
  })
  .refine((name) => name !== '-', { error: refusal('stands for no class') });

const longestPrefix = 64;

/** The first bytes of a payload: text (UTF-8), or `{ hex }` for any bytes. */
const PayloadPrefix = z
  .union([z.string(), z.strictObject({ hex: z.string() }, { error: objectRefusal('{ hex }') })], {
    error: refusal('is neither text nor an object such as { hex: "00ff" }'),
  })
  .refine((prefix) => typeof prefix === 'string' || /^(?:[0-9a-f]{2})+$/i.test(prefix.hex), {
    error: refusal('is not pairs of hexadecimal digits'),
  })
  .refine((prefix) => prefixBytes(prefix).length > 0, {
    error: refusal('is empty: leave it out to match every payload'),
  })
  .refine((prefix) => prefixBytes(prefix).length <= longestPrefix, {
    error: refusal(`is longer than ${longestPrefix} bytes`),
  });

export function prefixBytes(prefix: string | { readonly hex: string }): Buffer {
  return typeof prefix === 'string' ? Buffer.from(prefix) : Buffer.from(prefix.hex, 'hex');
}

export const linkDirections = ['clientToServer', 'serverToClient'] as const;
export type LinkDirection = (typeof linkDirections)[number];

const Action = z.union(
  [
    z.enum(['drop', 'duplicate', 'corrupt']),
    z.strictObject({ delayMs: Time }, { error: objectRefusal('{ delayMs }') }),
  ],
  {
    error: (issue) => firstInside(issue) ?? refusal('is not drop, duplicate, corrupt or { delayMs }')(issue),
  },
);

/** A union hides why its object failed; where that has a reason of its own (a bad time), it is the one to tell. */
function firstInside(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'invalid_union' || typeof issue.input !== 'object') return undefined;
  const time = (issue.input as { delayMs?: unknown } | null)?.delayMs;
  if (time === undefined || Object.keys(issue.input as object).length > 1) return undefined;
  const reason = Time.safeParse(time).error?.issues[0]?.message.replace(/^the profile: /, '');
  return reason && `${(issue.path ?? []).join('.')}.delayMs: ${reason}`;
}

/** What befalls packets that are named: the n-th that matches, or every one. */
export const LinkRule = z
  .strictObject(
    {
      direction: oneOf(linkDirections),
      protocol: oneOf(['udp', 'tcp', 'any']).default('any'),
      payloadPrefix: PayloadPrefix.optional(),
      /** As `message` of the profile reads it. */
      class: MessageClass.optional(),
      nth: z
        .union([z.literal('every'), z.number()], { error: refusal('is not a number from 1 or "every"') })
        .refine((nth) => nth === 'every' || (Number.isInteger(nth) && nth >= 1 && nth <= 0xffff_ffff), {
          error: refusal('is not a whole number from 1, nor "every"'),
        }),
      action: Action,
    },
    { error: objectRefusal('{ direction, protocol, payloadPrefix or class, nth, action }') },
  )
  .refine((rule) => rule.payloadPrefix === undefined || rule.class === undefined, {
    path: ['class'],
    error: refusal('stands beside a payloadPrefix: a rule matches one or the other', ['class']),
  });
export type LinkRule = z.infer<typeof LinkRule>;
