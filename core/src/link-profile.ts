import { z } from 'zod';

/** What the link does to packets, in netem's vocabulary. This version forwards only. */
export const LinkProfile = z.strictObject({ name: z.literal('clean') });
export type LinkProfile = z.infer<typeof LinkProfile>;

export const cleanLink: LinkProfile = { name: 'clean' };
