import { emit, emitTo } from '../hooks/emit.ts';
import { organizationSimple, simpleUser } from '../render/account.ts';
import { team as rendered } from '../render/team.ts';
import { type Account, iso, type Team, type World } from '../world.ts';
import { type RepositoryLike, repositoryNamed } from './repositories.ts';

export type AccountLike = Account | string;

export function findAccount(world: World, login: string): Account | undefined {
  return [...world.accounts.values()].find((one) => one.login.toLowerCase() === login.toLowerCase());
}

/** @throws where nobody has this login */
export function account(world: World, like: AccountLike): Account {
  if (typeof like !== 'string') return like;
  const found = findAccount(world, like);
  if (!found) throw new Error(`there is no account ${like}; create it first`);
  return found;
}

export interface NewAccount {
  readonly id?: number;
  readonly name?: string;
  readonly email?: string;
}

export function createAccount(
  world: World,
  login: string,
  type: Account['type'],
  { id = world.nextId(), name, email }: NewAccount = {},
): Account {
  const one: Account = {
    id,
    login,
    type,
    name: name ?? null,
    email: email ?? null,
    createdAt: iso(world.now()),
    members: new Map(),
    teams: new Map(),
  };
  world.accounts.set(id, one);
  return one;
}

export function createUser(world: World, login: string, options: NewAccount = {}): Account {
  return createAccount(world, login, 'User', options);
}

/** An organisation with these owners (`admin`) and members. */
export function createOrganization(
  world: World,
  login: string,
  { owners = [], members = [], ...rest }: NewAccount & { owners?: AccountLike[]; members?: AccountLike[] } = {},
): Account {
  const one = createAccount(world, login, 'Organization', rest);
  for (const owner of owners) one.members.set(account(world, owner).id, 'admin');
  for (const member of members) one.members.set(account(world, member).id, 'member');
  return one;
}

const installationsOn = (world: World, { id }: Account, event: string) =>
  [...world.installations.values()].filter(
    (one) => one.account.id === id && !one.deleted && one.suspendedAt === null && one.app.events.includes(event),
  );

/** Adds someone to an organisation, or takes them out of it and its teams. */
export async function setOrganizationMember(
  world: World,
  organization: AccountLike,
  member: AccountLike,
  role: 'member' | 'admin' | null,
): Promise<void> {
  const [of, who] = [account(world, organization), account(world, member)];
  if (role === null) {
    of.members.delete(who.id);
    for (const team of of.teams.values()) team.members.delete(who.id);
  } else of.members.set(who.id, role);
  const membership = {
    url: `${world.apiUrl}/orgs/${of.login}/memberships/${who.login}`,
    state: role === null ? 'inactive' : 'active',
    role: role ?? 'member',
    organization_url: `${world.apiUrl}/orgs/${of.login}`,
    user: simpleUser(world, who),
  };
  const fields = { membership, organization: organizationSimple(world, of) };
  const action = role === null ? 'member_removed' : 'member_added';
  const to = installationsOn(world, of, 'organization');
  await Promise.all(to.map((one) => emitTo(world, one, { name: 'organization', action, fields, sender: who })));
}

export function createTeam(
  world: World,
  organization: AccountLike,
  name: string,
  members: readonly AccountLike[] = [],
): Team {
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const ids = members.map((one) => account(world, one).id);
  const team: Team = { id: world.nextId(), slug, name, members: new Set(ids) };
  const of = account(world, organization);
  for (const id of ids) if (!of.members.has(id)) of.members.set(id, 'member');
  of.teams.set(slug, team);
  return team;
}

/** Adds someone to a team of an organisation, or takes them out. */
export async function setTeamMember(
  world: World,
  { organization, team, member, in: isIn }: { organization: AccountLike; team: Team; member: AccountLike; in: boolean },
): Promise<void> {
  const [of, who] = [account(world, organization), account(world, member)];
  if (isIn) {
    team.members.add(who.id);
    if (!of.members.has(who.id)) of.members.set(who.id, 'member');
  } else team.members.delete(who.id);
  const fields = { scope: 'team', member: simpleUser(world, who), team: rendered(world, of, team) };
  const to = installationsOn(world, of, 'membership');
  const action = isIn ? 'added' : 'removed';
  await Promise.all(to.map((one) => emitTo(world, one, { name: 'membership', action, fields, sender: who })));
}

/** Gives someone access to a repository, or takes it away. */
export async function setCollaborator(
  world: World,
  repository: RepositoryLike,
  member: AccountLike,
  permission: 'read' | 'triage' | 'write' | 'maintain' | 'admin' | null,
): Promise<void> {
  const [of, who] = [repositoryNamed(world, repository), account(world, member)];
  if (permission === null) of.collaborators.delete(who.id);
  else of.collaborators.set(who.id, permission);
  const action = permission === null ? 'removed' : 'added';
  await emit(world, of, { name: 'member', action, sender: who, fields: { member: simpleUser(world, who) } });
}

/** Someone accepts an invitation to a repository. @throws where there is none */
export async function acceptInvitation(world: World, repository: RepositoryLike, who: AccountLike): Promise<void> {
  const [of, { id }] = [repositoryNamed(world, repository), account(world, who)];
  const permission = of.invitations.get(id);
  if (permission === undefined) throw new Error(`nobody invited ${id} to ${of.name}`);
  of.invitations.delete(id);
  await setCollaborator(world, of, who, permission as 'write');
}

/** Someone, or an organisation, takes another login. Ids stay; the old addresses of repositories redirect. */
export async function renameAccount(world: World, who: AccountLike, login: string): Promise<void> {
  const one = account(world, who);
  const from = one.login;
  for (const repository of world.repositories.values()) {
    if (repository.owner === one) world.formerNames.set(`${from}/${repository.name}`.toLowerCase(), repository.id);
  }
  one.login = login;
  const fields = {
    account: simpleUser(world, one),
    changes: { login: { from } },
    target_type: one.type,
  };
  const to = [...world.installations.values()].filter(({ account: { id }, deleted }) => id === one.id && !deleted);
  await Promise.all(
    to.map((it) => emitTo(world, it, { name: 'installation_target', action: 'renamed', fields, sender: one })),
  );
}
