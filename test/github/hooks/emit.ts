import { covers } from '../http/access.ts';
import { nodeId, organizationSimple, simpleUser } from '../render/account.ts';
import { repository as rendered } from '../render/repository.ts';
import type { Account, Installation, Repository, World } from '../world.ts';
import { type Delivery, newDelivery, send } from './delivery.ts';
import { payloadOf } from './recorded.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Which Apps get an event: those that are installed there, not suspended, and subscribed to it. */
export function listeners(world: World, repository: Repository, event: string): Installation[] {
  return [...world.installations.values()].filter(
    (one) => covers(one, repository) && one.suspendedAt === null && one.app.events.includes(event),
  );
}

const shortInstallation = ({ id }: Installation) => ({ id, node_id: nodeId('I', id) });

export interface RepositoryEvent {
  readonly name: string;
  readonly action?: string;
  readonly sender: Account;
  readonly fields: Fields;
  /** Only to the App that it concerns; to all that listen if it is left out. */
  readonly to?: readonly Installation[];
}

/** Deliveries of an event of a repository to the Apps that listen, as things are now; they have yet to be sent. */
export function deliveriesOf(
  world: World,
  repository: Repository,
  { name, action, sender, fields, to = listeners(world, repository, name) }: RepositoryEvent,
): Delivery[] {
  const common = {
    ...fields,
    repository: { ...rendered(world, repository), ...(fields.repository as object | undefined) },
    sender: simpleUser(world, sender),
    ...(repository.owner.type === 'Organization' && { organization: organizationSimple(world, repository.owner) }),
  };
  return to.map((installation) => {
    const payload = payloadOf(name, action, { ...common, installation: shortInstallation(installation) });
    return newDelivery(world, installation.app, installation, {
      name,
      ...(action !== undefined && { action }),
      payload,
      repositoryId: repository.id,
    });
  });
}

/** Sends deliveries at the same time. Resolves when all were answered, or could not be brought. */
export async function sendAll(world: World, deliveries: readonly Delivery[]): Promise<readonly Delivery[]> {
  await Promise.all(deliveries.map((delivery) => send(world, delivery)));
  return deliveries;
}

/** Brings an event of a repository to the Apps that listen. Resolves when all have answered or failed to. */
export async function emit(world: World, repository: Repository, event: RepositoryEvent): Promise<readonly Delivery[]> {
  return sendAll(world, deliveriesOf(world, repository, event));
}

/** Brings an event about an installation, or about its account, to its App; suspended or not. */
export async function emitTo(
  world: World,
  installation: Installation,
  { name, action, fields, sender }: { name: string; action: string; fields: Fields; sender: Account },
): Promise<Delivery> {
  const { account } = installation;
  const payload = payloadOf(name, action, {
    installation: shortInstallation(installation),
    ...(account.type === 'Organization' &&
      !name.startsWith('installation') && { organization: organizationSimple(world, account) }),
    ...fields,
    sender: simpleUser(world, sender),
  });
  const delivery = newDelivery(world, installation.app, installation, { name, action, payload });
  await send(world, delivery);
  return delivery;
}
