import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { branchMoved, none } from '../acts/branch-events.ts';
import { findAccount, setCollaborator } from '../acts/people.ts';
import { announce, place } from '../acts/repositories.ts';
import { commitFiles } from '../git/commit-files.ts';
import { commitAt } from '../git/history.ts';
import { setRef, shaOf } from '../git/refs.ts';
import { commitTree, fetchCommit } from '../git/repository.ts';
import { sendAll } from '../hooks/emit.ts';
import { findRepository, repositoryAt } from '../http/access.ts';
import type { Asked, Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { invalid, notAccessible, notFound, parsed, Refusal } from '../http/refusal.ts';
import { nodeId, signature, simpleUser } from '../render/account.ts';
import { fullRepository, minimalRepository, repository } from '../render/repository.ts';
import { type Account, iso, type Repository } from '../world.ts';
import { writerOf } from './writer.ts';

const administering = { by: ['installation', 'user'], needs: ['administration:write'] } as const;
const named = z.object({
  name: z.string().regex(/^[\w.-]{1,100}$/, 'name is invalid'),
  private: z.boolean().default(false),
});

/** The account that is to own a new repository, where the caller may make one there. */
function ownerOf({ world, caller }: Asked, login: string): Account {
  const owner = findAccount(world, login);
  if (owner === undefined) throw notFound();
  const may =
    caller.kind === 'installation'
      ? caller.installation.account === owner
      : caller.kind === 'user' && (owner === caller.account || owner.members.has(caller.account.id));
  if (!may) throw caller.kind === 'installation' ? notAccessible() : new Refusal(403, 'You need access to the owner.');
  return owner;
}

function requireFree({ world }: Asked, owner: Account, name: string): void {
  if (findRepository(world, owner.login, name) === undefined) return;
  const message = 'name already exists on this account';
  throw invalid('Repository creation failed.', [{ resource: 'Repository', code: 'custom', field: 'name', message }]);
}

/** One commit with the template's tree, and nothing of its history. */
async function fill(asked: Asked, template: Repository, one: Repository): Promise<void> {
  const { world } = asked;
  const branch = template.defaultBranch;
  const from = await shaOf(template.folder, `refs/heads/${branch}`);
  if (from === undefined) return;
  await fetchCommit(one.folder, template.folder, `refs/heads/${branch}`);
  const by = writerOf(asked);
  const { tree } = await commitAt(one.folder, from);
  const commit = { parents: [], author: signature(by), message: 'Initial commit', date: world.now() };
  const after = await commitTree(one.folder, tree, commit);
  await setRef(one.folder, `refs/heads/${branch}`, after);
  await sendAll(world, await branchMoved(world, one, { branch, before: none, after, by, forced: false }));
}

async function fresh(asked: Asked, owner: Account): Promise<Repository> {
  const body = z.object({ auto_init: z.boolean().default(false), is_template: z.boolean().default(false) });
  const { auto_init, is_template, name, private: isPrivate } = parsed(named.extend(body.shape), asked.body);
  requireFree(asked, owner, name);
  const { world } = asked;
  const one = await place(world, { owner, name, branch: 'main', isPrivate, isTemplate: is_template });
  if (auto_init) {
    const author = signature(writerOf(asked));
    const files = { 'README.md': `# ${name}\n` };
    await commitFiles(one.folder, { branch: 'main', files, author, message: 'Initial commit', date: world.now() });
  }
  announce(world, one);
  return one;
}

const permissions = { pull: 'read', push: 'write', admin: 'admin', maintain: 'maintain', triage: 'triage' } as const;

export const making: readonly Endpoint[] = [
  endpoint('post', '/orgs/{org}/repos', administering, async (asked) => {
    const one = await fresh(asked, ownerOf(asked, asked.at.org!));
    return { status: 201, body: fullRepository(asked.world, one) };
  }),

  endpoint('post', '/user/repos', { by: ['user'] }, async (asked) => ({
    status: 201,
    body: fullRepository(asked.world, await fresh(asked, writerOf(asked))),
  })),

  endpoint('post', '/repos/{template_owner}/{template_repo}/generate', administering, async (asked) => {
    const { world, at } = asked;
    const template = repositoryAt({ ...asked, at: { owner: at.template_owner!, repo: at.template_repo! } });
    if (!template.isTemplate) throw notFound();
    const {
      owner: login,
      name,
      private: isPrivate,
    } = parsed(named.extend({ owner: z.string().optional() }), asked.body);
    const owner = ownerOf(asked, login ?? writerOf(asked).login);
    requireFree(asked, owner, name);
    const one = await place(world, { owner, name, branch: template.defaultBranch, isPrivate });
    const filled = delay(world.templateDelayMs).then(() => fill(asked, template, one));
    if (world.templateDelayMs === 0) await filled;
    announce(world, one);
    const body = { ...fullRepository(world, one), template_repository: repository(world, template) };
    return { status: 201, body };
  }),

  endpoint('put', '/repos/{owner}/{repo}/collaborators/{username}', administering, async (asked) => {
    const { world, at } = asked;
    const one = repositoryAt(asked, 'write');
    const invitee = findAccount(world, at.username!);
    if (invitee?.type !== 'User') throw notFound();
    const { permission } = parsed(z.object({ permission: z.string().default('push') }), asked.body);
    const known = permissions[permission as keyof typeof permissions];
    if (known === undefined) throw invalid('Validation Failed');
    if (one.collaborators.has(invitee.id) || one.owner.members.has(invitee.id)) {
      await setCollaborator(world, one, invitee, known);
      return { status: 204, body: undefined as never };
    }
    one.invitations.set(invitee.id, known);
    const id = world.nextId();
    return {
      status: 201,
      body: {
        id,
        node_id: nodeId('RI', id),
        repository: minimalRepository(world, one),
        invitee: simpleUser(world, invitee),
        inviter: simpleUser(world, writerOf(asked)),
        permissions: known,
        created_at: iso(world.now()),
        url: `${world.apiUrl}/user/repository_invitations/${id}`,
        html_url: `${world.webUrl}/${one.owner.login}/${one.name}/invitations`,
      },
    };
  }),
];
