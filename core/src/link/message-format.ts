import { z } from 'zod';
import { objectRefusal, refusal, whole } from './refusal.ts';
import { MessageClass } from './rule.ts';

const Separator = z
  .union([z.string(), z.number()], { error: refusal('is not one character or the number of a byte') })
  .refine((it) => (typeof it === 'string' ? /^[\0-\x7f]$/.test(it) : Number.isInteger(it) && it >= 0 && it <= 255), {
    error: refusal('is not one ASCII character, nor the number of a byte (0 to 255)'),
  });

/** The place of the first class that `isWrong`, as family and position in it. */
function placeOf(
  families: readonly (readonly string[])[],
  isWrong: (name: string, before: readonly string[]) => boolean,
): readonly [number, number] | undefined {
  const before: string[] = [];
  for (const [i, family] of families.entries()) {
    for (const [j, name] of family.entries()) {
      if (isWrong(name, before)) return [i, j];
      before.push(name);
    }
  }
  return undefined;
}

const secondTime = (name: string, before: readonly string[]) => before.includes(name);

const Family = z
  .array(MessageClass, { error: refusal('is not a list of classes') })
  .refine((family) => family.length >= 1 && family.length <= 8, { error: refusal('has not 1 to 8 classes') });

const Families = z
  .array(Family, { error: refusal('is not a list of lists of classes') })
  .refine((families) => families.length <= 8, { error: refusal('are more than 8') })
  .refine((families) => placeOf(families, secondTime) === undefined, {
    error: (issue) => {
      const place = placeOf(issue.input as string[][], secondTime)!;
      return refusal('is in a family already', place)({ ...issue, path: [...(issue.path ?? []), ...place] });
    },
  });

interface NamesClasses {
  readonly classes?: readonly string[] | undefined;
  readonly families?: readonly (readonly string[])[] | undefined;
}
const unknownMember = ({ classes, families }: NamesClasses) =>
  placeOf(families ?? [], (name) => classes?.includes(name) === false);

/** How class and sequence number are read from a payload: fields of its text, counted from 0. */
export const MessageFormat = z
  .strictObject(
    {
      separator: Separator,
      classField: whole(0, 7).default(0),
      sequenceField: whole(0, 7).default(1),
      /** The classes there are; a rule for another one would never match and is refused. */
      classes: z.array(MessageClass, { error: refusal('is not a list of classes') }).optional(),
      /**
       * Classes that share one numbering, as data with what begins and ends it: a number has one fate, whichever of them
       * it comes as. A class in none is a family of its own. A family's first class names it in the keyed hash.
       */
      families: Families.optional(),
    },
    { error: objectRefusal('{ separator, classField, sequenceField, classes, families }') },
  )
  .refine((format) => format.classField !== format.sequenceField, {
    path: ['sequenceField'],
    error: refusal('is the class field as well', ['sequenceField']),
  })
  .refine((format) => unknownMember(format) === undefined, {
    path: ['families'],
    error: (issue) => {
      const path = ['families', ...unknownMember(issue.input as NamesClasses)!];
      return refusal(
        'is none of `message.classes`',
        path,
      )({ ...issue, path: [...(issue.path ?? []), ...path.slice(1)] });
    },
  });
