import { z } from 'zod';
import { correlationRefused, type Reading, readPercent, readRate, readTime } from './units.ts';

type Issue = z.core.$ZodRawIssue;

const shown = (value: unknown): string =>
  value === undefined ? '' : `${typeof value === 'number' ? value : (JSON.stringify(value) ?? String(value))} `;

/** The value that an issue speaks of: a refinement of an object that points into it has the object as its input. */
function valueAt(issue: Issue, below: readonly PropertyKey[]): unknown {
  return below.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], issue.input);
}

/** A message for zod that names the field and the value: `clientToServer.delay: "-5ms" is a negative time`. */
export function refusal(predicate: string | ((value: unknown) => string), below: readonly PropertyKey[] = []) {
  return (issue: Issue): string => {
    const field = (issue.path ?? []).join('.') || 'the profile';
    const value = valueAt(issue, below);
    if (value === undefined) return `${field}: is missing`;
    return `${field}: ${shown(value)}${typeof predicate === 'string' ? predicate : predicate(value)}`;
  };
}

/** The message for an object: unknown fields by name, correlation with the reason. */
export function objectRefusal(example: string) {
  return (issue: Issue): string => {
    if (issue.code !== 'unrecognized_keys') return refusal(`is not an object such as ${example}`)(issue);
    const place = (issue.path ?? []).length > 0 ? `${issue.path!.join('.')}.` : '';
    return (issue.keys as string[])
      .map((key) => {
        const value = (issue.input as Record<string, unknown>)[key];
        const why = /corr(?!upt)/i.test(key) ? correlationRefused : `is not a field; the fields are ${example}`;
        return `${place}${key}: ${shown(value)}${why}`;
      })
      .join('; ');
  };
}

function scalar(read: (value: string | number) => Reading, form: string) {
  return z
    .union([z.number(), z.string()], { error: refusal(`is not ${form}`) })
    .refine((value) => 'value' in read(value), {
      error: refusal((value) => (read(value as string | number) as { problem: string }).problem),
    })
    .transform((value) => (read(value) as { value: number }).value);
}

/** Milliseconds, or a text with a unit. */
export const Time = scalar(readTime, 'a number of milliseconds or a text such as "50ms"');
/** 0 to 100, or a text such as `5%`. */
export const Percent = scalar(readPercent, 'a percentage such as 5 or "5%"');
/** Bits per second, or a text with a unit of tc. */
export const Rate = scalar(readRate, 'a number of bits per second or a text such as "1mbit"');

export const whole = (least: number, most: number) =>
  z
    .number({ error: refusal('is not a number') })
    .refine((value) => Number.isSafeInteger(value) && value >= least && value <= most, {
      error: refusal(`is not a whole number from ${least} to ${most}`),
    });

export const oneOf = <const Words extends readonly string[]>(words: Words) =>
  z.enum(words, { error: refusal(`is not one of ${words.join(', ')}`) });
