import * as signIn from '../auth/sign-in/contract.ts';
import * as githubSetup from '../github/app/setup-contract.ts';
import * as github from '../github/binding/contract.ts';
import * as githubCourse from '../github/set-up/contract.ts';
import type { Endpoint } from '../http/endpoint.ts';
import * as assignment from './assignment.ts';
import * as course from './course.ts';
import * as exports_ from './export.ts';
import * as key from './key.ts';
import * as matrix from './matrix.ts';
import * as regrade from './regrade.ts';
import * as result from './result.ts';
import * as score from './score.ts';
import * as selfCheck from './self-check.ts';
import * as submission from './submission.ts';
import * as team from './team.ts';
import * as version from './version.ts';

function isEndpoint(value: unknown): value is Endpoint {
  return typeof value === 'object' && value !== null && 'path' in value && 'method' in value && 'answer' in value;
}

/** Every contract there is, in the order of the document: by resource, then by address. */
export const endpoints: readonly Endpoint[] = [
  submission,
  result,
  selfCheck,
  { ...course, ...team },
  assignment,
  version,
  score,
  matrix,
  regrade,
  exports_,
  github,
  githubSetup,
  githubCourse,
  signIn,
  key,
].flatMap((contracts) =>
  Object.values(contracts as Record<string, unknown>)
    .filter(isEndpoint)
    .sort((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0)),
);
