import { z } from 'zod';

// What is read of the server's answers; fields that a newer server adds are passed over.

export const Course = z.object({ id: z.string(), slug: z.string(), role: z.string() });
export const Person = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  githubLogin: z.string().nullable(),
  externalId: z.string().nullable(),
  role: z.string(),
  teamId: z.string().nullable(),
});
export type Person = z.output<typeof Person>;
export const Team = z.object({ id: z.string(), slug: z.string(), name: z.string() });
export const Assignment = z.object({ id: z.string(), slug: z.string(), currentVersionId: z.string().nullable() });
export const Version = z.object({ id: z.string(), kit: z.string(), state: z.string() });
export const Roster = z.object({
  items: z.array(
    z.object({
      name: z.string(),
      email: z.string().nullable(),
      externalId: z.string().nullable(),
      github: z.string().nullable(),
      githubId: z.int().nullable(),
      team: z.string().nullable(),
      role: z.string(),
    }),
  ),
});
export type RosterEntry = z.output<typeof Roster>['items'][number];
export const RosterImport = z.object({ enrolled: z.int(), updated: z.int() });
export const Installation = z.object({
  id: z.int(),
  account: z.string(),
  kind: z.string(),
  makesRepositories: z.boolean(),
});
export type Installation = z.output<typeof Installation>;
export const OrganizationTeam = z.object({ items: z.array(z.object({ id: z.int(), login: z.string() })) });
export const Resolved = z.object({
  bound: z.int(),
  unknown: z.array(z.string()),
  taken: z.array(z.string()),
  next: z.string().nullable(),
});
export const Binding = z.object({
  id: z.string(),
  repository: z.string(),
  repositoryId: z.int(),
  assignment: z.string(),
  team: z.string().nullable(),
  mode: z.string(),
});
export type Binding = z.output<typeof Binding>;
export const Bindings = z.object({ items: z.array(Binding) });
export const MadeRepository = z.object({ repository: z.string(), made: z.boolean(), files: z.int() });
export const Invited = z.object({ items: z.array(z.object({ userId: z.string(), outcome: z.string() })) });

export function Page<S extends z.ZodType>(item: S) {
  return z.object({ items: z.array(item), next: z.string().nullish() });
}
