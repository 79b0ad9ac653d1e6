import { z } from 'zod';

export const Id = z.uuid();
export const Time = z.iso
  .datetime({ offset: true, error: 'is not a time such as 2026-10-01T21:59:00Z' })
  // In UTC it has to have four digits for its year, and no database knows the year 0.
  .refine((text) => Date.parse(text) >= 0 && Date.parse(text) < Date.UTC(10_000, 0), 'is before 1970 or after 9999')
  .meta({ description: 'RFC 3339', example: '2026-10-01T21:59:00Z' });
/** For addresses and exports: a short name that needs no escaping anywhere. */
export const Slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case letters, digits and single hyphens')
  .max(64);
export const Title = z.string().trim().min(1).max(200);
export const Reason = z.string().trim().min(3, 'say why, in at least three characters').max(1000);

/** Headers of what is made once, however often it is asked for; `meaning` says what a key stands for. */
export function idempotent(meaning: string) {
  return z.object({
    'idempotency-key': z
      .string()
      .regex(/^[\x21-\x7e]{1,128}$/, '1 to 128 printable characters')
      .optional()
      .meta({ description: meaning }),
  });
}

export const CourseRole = z.enum(['owner', 'instructor', 'assistant', 'student']);
export type CourseRole = z.infer<typeof CourseRole>;

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional().meta({ description: '`next` of the page before' }),
});

export function PageOf<S extends z.ZodType>(item: S) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().meta({ description: 'Cursor of the next page; null on the last one' }),
  });
}
