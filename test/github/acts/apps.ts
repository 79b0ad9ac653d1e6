import { createPublicKey, generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { emitTo } from '../hooks/emit.ts';
import { covers } from '../http/access.ts';
import { nodeId } from '../render/account.ts';
import { installation as rendered } from '../render/app.ts';
import { type Installation, iso, type Permissions, type RegisteredApp, type Repository, type World } from '../world.ts';
import { requireSubscribable } from './app-events.ts';
import { type AccountLike, account, createAccount } from './people.ts';
import { type RepositoryLike, repositoryNamed } from './repositories.ts';

const keyPair = promisify(generateKeyPair);

export interface NewApp {
  readonly name?: string;
  readonly owner: AccountLike;
  readonly permissions?: Permissions;
  readonly events?: readonly string[];
  readonly hookUrl?: string;
  readonly externalUrl?: string;
  /** Where a sign-in may lead; on the loopback interface, whatever the port, if it is left out. */
  readonly callbackUrls?: readonly string[];
}

/** Everything that grading a course by check runs uses. */
export const usualPermissions: Permissions = {
  checks: 'write',
  contents: 'read',
  members: 'read',
  metadata: 'read',
  pull_requests: 'write',
  statuses: 'write',
};

export const usualEvents = [
  'check_run',
  'check_suite',
  'member',
  'membership',
  'organization',
  'pull_request',
  'push',
  'repository',
] as const;

/** Registers an App, with a key pair and secrets of its own. */
export async function registerApp(world: World, options: NewApp): Promise<RegisteredApp> {
  const name = options.name ?? 'Gradewire Test';
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  if ([...world.apps.values()].some((one) => one.slug === slug)) throw new Error(`the name ${name} is taken`);
  requireSubscribable(options.permissions ?? usualPermissions, options.events ?? usualEvents);
  const { privateKey } = await keyPair('rsa', { modulusLength: 2048 });
  const id = world.nextId();
  const app: RegisteredApp = {
    id,
    slug,
    name,
    owner: account(world, options.owner),
    bot: createAccount(world, `${slug}[bot]`, 'Bot'),
    clientId: `Iv23${randomBytes(8).toString('hex')}`,
    clientSecret: randomBytes(20).toString('hex'),
    webhookSecret: randomBytes(20).toString('hex'),
    privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    publicKey: createPublicKey(privateKey),
    permissions: options.permissions ?? usualPermissions,
    events: options.events ?? usualEvents,
    hookId: world.nextId(),
    hookUrl: options.hookUrl,
    externalUrl: options.externalUrl ?? 'https://gradewire.example',
    callbackUrls: options.callbackUrls ?? ['http://127.0.0.1/', 'http://localhost/'],
    createdAt: iso(world.now()),
  };
  world.apps.set(id, app);
  return app;
}

const short = ({ id, name, owner, private: isPrivate }: Repository) => ({
  id,
  node_id: nodeId('R', id),
  name,
  full_name: `${owner.login}/${name}`,
  private: isPrivate,
});

const covered = (world: World, one: Installation) =>
  [...world.repositories.values()].filter((it) => !it.deleted && covers(one, it)).map(short);

type Action = 'created' | 'suspend' | 'unsuspend';

async function installationEvent(world: World, one: Installation, action: Action): Promise<void> {
  const fields = {
    installation: rendered(world, one),
    ...(action === 'created' && { repositories: covered(world, one), requester: null }),
  };
  await emitTo(world, one, { name: 'installation', action, fields, sender: one.account });
}

/** Installs an App on an account, on all repositories or on these. */
export async function installApp(
  world: World,
  app: RegisteredApp,
  on: AccountLike,
  repositories: 'all' | readonly RepositoryLike[] = 'all',
): Promise<Installation> {
  const one: Installation = {
    id: world.nextId(),
    app,
    account: account(world, on),
    repositories: repositories === 'all' ? 'all' : new Set(repositories.map((it) => repositoryNamed(world, it).id)),
    suspendedAt: null,
    deleted: false,
    createdAt: iso(world.now()),
  };
  world.installations.set(one.id, one);
  await installationEvent(world, one, 'created');
  return one;
}

export async function suspend(world: World, one: Installation): Promise<void> {
  one.suspendedAt = iso(world.now());
  await installationEvent(world, one, 'suspend');
}

export async function unsuspend(world: World, one: Installation): Promise<void> {
  one.suspendedAt = null;
  await installationEvent(world, one, 'unsuspend');
}

export async function uninstall(world: World, one: Installation): Promise<void> {
  const repositories = covered(world, one);
  one.deleted = true;
  const fields = { installation: rendered(world, one), repositories };
  await emitTo(world, one, { name: 'installation', action: 'deleted', fields, sender: one.account });
}

/** Adds repositories to an installation on selected ones, or takes them out. */
export async function changeRepositories(
  world: World,
  one: Installation,
  action: 'added' | 'removed',
  repositories: readonly RepositoryLike[],
): Promise<void> {
  const changed = repositories.map((it) => repositoryNamed(world, it));
  const ids = one.repositories === 'all' ? new Set<number>() : one.repositories;
  for (const { id } of changed) {
    if (action === 'added') ids.add(id);
    else ids.delete(id);
  }
  one.repositories = ids;
  const fields = {
    installation: rendered(world, one),
    repository_selection: 'selected',
    repositories_added: action === 'added' ? changed.map(short) : [],
    repositories_removed: action === 'removed' ? changed.map(short) : [],
    requester: null,
  };
  await emitTo(world, one, { name: 'installation_repositories', action, fields, sender: one.account });
}
