import { z } from 'zod';

const longest = 3650;
const wanted = `give a whole number of days from 1 to ${longest}`;

/** How long captures of a run stay after it was graded, as an environment says it. Days. */
export const CaptureDays = z
  .string()
  .regex(/^\d+$/, wanted)
  .transform(Number)
  .refine((days) => days >= 1 && days <= longest, wanted);

/** Where nobody says. A term, and the weeks in which its grades are disputed. Days. */
export const usualCaptureDays = 90;
