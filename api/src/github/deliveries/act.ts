import type { TakenDelivery } from '@gradewire/db';
import { type Acting, type Binding, bindingsOf } from '../acting.ts';
import { Happening, type Repository } from '../webhook/happening.ts';
import { onInstallation, onPerson, onRepositories, onRepository, renamed } from './access.ts';
import { onButton } from './button.ts';
import { onPullRequest } from './pull-request.ts';
import { onPush } from './push.ts';
import { type Acted, ignored, together } from './taken.ts';

/** Does what a delivery asks for. May be called again for the same one: what was done then is found done. */
export async function act(acting: Acting, delivery: TakenDelivery): Promise<Acted> {
  const read = Happening.safeParse(delivery.payload);
  if (!read.success) return ignored('written by another version of Gradewire');
  const { data: happening } = read;
  switch (happening.kind) {
    case 'installation':
      return onInstallation(acting, happening);
    case 'installation-repositories':
      return onRepositories(acting, happening);
    case 'repository':
      return onRepository(acting, happening);
    case 'person':
      return onPerson(acting, happening);
    case 'pull-request':
      return inEach(acting, happening, (binding) => onPullRequest(acting, binding, delivery, happening));
    case 'push':
      return inEach(acting, happening, (binding) => onPush(acting, binding, delivery, happening));
    case 'button':
      return inEach(acting, happening, (binding) => onButton(acting, binding, delivery, happening));
  }
}

/** For each assignment that the repository is bound to. Archived courses take nothing in, but their checks have buttons. */
async function inEach(
  acting: Acting,
  { kind, repository }: { readonly kind: Happening['kind']; readonly repository: Repository },
  each: (binding: Binding) => Promise<Acted>,
): Promise<Acted> {
  const which = { archived: kind === 'button' };
  let bindings = await bindingsOf(acting, repository.id, which);
  if (bindings.length === 0) return ignored('no repository of ours');
  if (
    bindings.some(
      ({ fullName, defaultBranch }) => fullName !== repository.fullName || defaultBranch !== repository.defaultBranch,
    )
  ) {
    // By which installation it is reached, only a transfer says: this may be older than that.
    const { id, fullName, defaultBranch } = repository;
    await renamed(acting, { id, fullName, defaultBranch });
    bindings = await bindingsOf(acting, repository.id, which);
  }
  const acted: Acted[] = [];
  for (const binding of bindings) acted.push(await each(binding));
  return together(acted);
}
