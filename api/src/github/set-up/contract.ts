import { z } from 'zod';
import { Id } from '../../contracts/fields.ts';
import { endpoint } from '../../http/endpoint.ts';

const tag = 'GitHub';
const Account = z.string().regex(/^[A-Za-z\d](-?[A-Za-z\d])*$/, 'is not a name on GitHub');
const FullName = z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'is not owner/name');
const Installation = z.int().positive();

export const findInstallation = endpoint({
  id: 'findInstallation',
  method: 'get',
  path: '/v1/github/installations/{account}',
  tag,
  summary: "The GitHub App's installation on an organisation or a person's account",
  description: 'For owners of courses, and keys with the scope `site`.',
  scope: 'manage',
  params: z.object({ account: Account }),
  answer: {
    status: 200,
    body: z
      .object({
        id: Installation,
        account: z.string(),
        kind: z.enum(['organization', 'user']),
        makesRepositories: z
          .boolean()
          .meta({ description: 'Whether the App was given what making repositories takes' }),
      })
      .meta({ id: 'GitHubInstallation' }),
  },
  problems: ['conflict', 'unavailable'],
});

export const listOrganizationTeam = endpoint({
  id: 'listOrganizationTeam',
  method: 'get',
  path: '/v1/github/installations/{account}/teams/{team}',
  tag,
  summary: "Who is in an organisation's team on GitHub",
  description: 'For owners of courses, and keys with the scope `site`.',
  scope: 'manage',
  params: z.object({ account: Account, team: z.string().regex(/^[\w-]{1,100}$/) }),
  answer: { status: 200, body: z.object({ items: z.array(z.object({ id: z.int(), login: z.string() })) }) },
  problems: ['conflict', 'unavailable'],
});

const params = z.object({ courseId: Id });

export const resolveAccounts = endpoint({
  id: 'resolveAccounts',
  method: 'post',
  path: '/v1/courses/{courseId}/github/accounts',
  tag,
  summary:
    "Ask GitHub for the numbers of the accounts that the roster names, so that a name's next owner is nobody here",
  description: 'Up to 50 people at a time; send `next` as `after` until it is null.',
  scope: 'manage',
  params,
  body: z.strictObject({ installation: Installation, after: Id.optional() }),
  answer: {
    status: 200,
    body: z
      .object({
        bound: z.int(),
        unknown: z.array(z.string()).meta({ description: 'Names that nobody has on GitHub' }),
        taken: z.array(z.string()).meta({ description: "Names of accounts that are another person's of this server" }),
        next: Id.nullable(),
      })
      .meta({ id: 'ResolvedAccounts' }),
  },
  problems: ['conflict', 'unavailable'],
});

const Path = z
  .string()
  .max(300)
  .refine(
    (path) =>
      path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && part.toLowerCase() !== '.git'),
    'is not a path within a repository',
  );
const NewFile = z.strictObject({ path: Path, content: z.base64().max(500_000) });

export const makeRepository = endpoint({
  id: 'makeRepository',
  method: 'post',
  path: '/v1/courses/{courseId}/github/repositories',
  tag,
  summary: 'Make a repository, from a template or with these files; one that is there is left as it is',
  description:
    'What an earlier attempt began and did not end is ended: an empty repository, or one with nothing but some of the files. ' +
    'Only the owner of the course may do this. The App needs write access to administration and contents.',
  scope: 'manage',
  params,
  body: z
    .strictObject({
      installation: Installation,
      repository: FullName,
      private: z.boolean().default(true),
      template: FullName.optional(),
      files: z.array(NewFile).max(100).default([]),
    })
    .refine(({ template, files }) => template === undefined || files.length === 0, {
      path: ['template'],
      message: 'a template or files, not both',
    }),
  answer: {
    status: 200,
    body: z
      .object({
        repository: z.string(),
        repositoryId: z.int(),
        made: z.boolean(),
        files: z.int().meta({ description: 'Put into it' }),
      })
      .meta({ id: 'MadeRepository' }),
  },
  problems: ['conflict', 'unavailable'],
});

export const inviteMembers = endpoint({
  id: 'inviteMembers',
  method: 'post',
  path: '/v1/courses/{courseId}/github/{repositoryId}/members',
  tag,
  summary: "Let people of the course into one of its repositories, by their accounts' numbers",
  scope: 'manage',
  params: z.object({ courseId: Id, repositoryId: Id }),
  body: z.strictObject({ people: z.array(Id).min(1).max(20), permission: z.enum(['pull', 'push']) }),
  answer: {
    status: 200,
    body: z.object({
      items: z.array(
        z.object({
          userId: Id,
          outcome: z.enum(['member', 'invited', 'no-account']).meta({
            description: '`member`: is in already; `no-account`: none is known, or GitHub knows it no more',
          }),
        }),
      ),
    }),
  },
  problems: ['conflict', 'unavailable'],
});
