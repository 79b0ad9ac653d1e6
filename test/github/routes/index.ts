import type { Endpoint } from '../http/endpoint.ts';
import { apps } from './apps.ts';
import { checks } from './checks.ts';
import { comments } from './comments.ts';
import { compare } from './compare.ts';
import { contents } from './contents.ts';
import { deliveries } from './deliveries.ts';
import { making } from './making.ts';
import { manifests } from './manifest.ts';
import { accounts } from './people.ts';
import { pulls } from './pulls.ts';
import { repositories } from './repositories.ts';
import { signIn } from './sign-in.ts';
import { statuses } from './statuses.ts';
import { suites } from './suites.ts';

/** All that it answers. The first one that fits is taken, so those with a fixed last part precede a last `{ref}`. */
export const endpoints: readonly Endpoint[] = [
  ...apps,
  ...manifests,
  ...signIn,
  ...accounts,
  ...checks,
  ...suites,
  ...statuses,
  ...pulls,
  ...comments,
  compare,
  ...contents,
  ...deliveries,
  ...making,
  ...repositories,
];
