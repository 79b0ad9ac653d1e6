import { z } from 'zod';
import { Impairment } from './impairment.ts';
import { MessageFormat } from './message-format.ts';
import { objectRefusal, oneOf, refusal, Time, whole } from './refusal.ts';
import { type LinkDirection, LinkRule, linkDirections } from './rule.ts';

/** Nothing passes, in either direction. Milliseconds since the first packet. */
const Blackout = z
  .strictObject({ fromMs: Time, toMs: Time }, { error: objectRefusal('{ fromMs, toMs }') })
  .refine((it) => it.fromMs < it.toMs, { path: ['toMs'], error: refusal('is not after fromMs', ['toMs']) });

/** The position of the first blackout that begins before another one that began earlier is over. */
function overlapping(blackouts: readonly z.infer<typeof Blackout>[]): number {
  return blackouts.findIndex((one, index) =>
    blackouts.some(
      (other, at) =>
        at !== index &&
        other.fromMs < one.toMs &&
        one.fromMs < other.toMs &&
        (other.fromMs < one.fromMs || (other.fromMs === one.fromMs && at < index)),
    ),
  );
}

const Blackouts = z
  .array(Blackout, { error: refusal('is not a list of { fromMs, toMs }') })
  .refine((blackouts) => blackouts.length <= 32, { error: 'blackouts: there are more than 32' })
  .refine((blackouts) => overlapping(blackouts) === -1, {
    error: (issue) => {
      const index = overlapping(issue.input as z.infer<typeof Blackout>[]);
      return refusal('overlaps another blackout', [index])({ ...issue, path: [...(issue.path ?? []), index] });
    },
  });

interface ReadsClasses {
  readonly message?: { readonly classes?: readonly string[] | undefined } | undefined;
  readonly rules: readonly LinkRule[];
}
/** Positions of the first rule whose class cannot be read, and of the first whose class cannot occur; -1 for none. */
const unreadable = ({ message, rules }: ReadsClasses) =>
  rules.findIndex((rule) => rule.class !== undefined && message === undefined);
const absent = ({ message, rules }: ReadsClasses) =>
  rules.findIndex((rule) => rule.class !== undefined && message?.classes?.includes(rule.class) === false);

/** The direction in which data or header are to be damaged though nothing says where one ends and the other begins. */
const unbounded = (profile: Pick<ReadsClasses, 'message'> & Readonly<Record<LinkDirection, Impairment>>) =>
  linkDirections.find((direction) => {
    const visible = profile[direction].visibleCorruption;
    return profile.message === undefined && visible !== undefined && visible.percent > 0 && visible.region !== 'any';
  });

function ofRule(position: (profile: ReadsClasses) => number, predicate: string) {
  return (issue: z.core.$ZodRawIssue): string => {
    const path = ['rules', position(issue.input as ReadsClasses), 'class'];
    return refusal(predicate, path)({ ...issue, path });
  };
}

const fields =
  '{ name, seed, keying, message, clientToServer, serverToClient, blackouts, rules }, all but the name optional';

/**
 * What the link does to packets. A recorded profile is the parsed one: times in milliseconds, rates in bits per second,
 * defaults filled in; parsing it again changes nothing.
 *
 * `keying` says what a packet's fate depends on, besides the seed: `message` (family, sequence number, k-th transmission),
 * `flow` (direction, flow, index in it), `stream` (index in the direction, as in netem).
 */
export const LinkProfile = z
  .strictObject(
    {
      name: z
        .string({ error: refusal('is not text') })
        .regex(/^[\w][\w .+-]{0,63}$/, { error: refusal('is not a name: 1 to 64 letters, digits, blanks, . + - _') }),
      seed: whole(0, Number.MAX_SAFE_INTEGER).default(0),
      keying: oneOf(['message', 'flow', 'stream']).default('flow'),
      message: MessageFormat.optional(),
      clientToServer: Impairment.prefault({}),
      serverToClient: Impairment.prefault({}),
      blackouts: Blackouts.default([]),
      rules: z
        .array(LinkRule, { error: refusal('is not a list of rules') })
        .refine((rules) => rules.length <= 64, { error: 'rules: there are more than 64' })
        .default([]),
    },
    { error: objectRefusal(fields) },
  )
  .refine((it) => it.keying !== 'message' || it.message !== undefined, {
    path: ['keying'],
    error: refusal('needs `message`, which says how class and sequence number are read', ['keying']),
  })
  .refine((it) => unbounded(it) === undefined, {
    path: ['message'],
    error: (issue) => {
      const path = [unbounded(issue.input as Parameters<typeof unbounded>[0])!, 'visibleCorruption', 'region'];
      return refusal('needs `message`, which says where the header ends', path)({ ...issue, path });
    },
  })
  .refine((it) => unreadable(it) === -1, {
    path: ['rules'],
    error: ofRule(unreadable, 'needs `message`, which says how a class is read'),
  })
  .refine((it) => absent(it) === -1, {
    path: ['rules'],
    error: ofRule(absent, 'is none of `message.classes`, so that the rule would match nothing'),
  });
export type LinkProfile = z.infer<typeof LinkProfile>;
/** As an author writes it: strings with units allowed, defaults left out. */
export type LinkProfileInput = z.input<typeof LinkProfile>;

/** Reads a profile that somebody wrote; every problem names the field and the value. */
export function readLinkProfile(
  value: unknown,
): { readonly profile: LinkProfile } | { readonly problems: readonly string[] } {
  const read = LinkProfile.safeParse(value);
  return read.success ? { profile: read.data } : { problems: read.error.issues.map((issue) => issue.message) };
}

export const cleanLink: LinkProfile = LinkProfile.parse({ name: 'clean' });
