import { Problem } from '../../http/problem.ts';
import { troubleOf } from '../app/trouble.ts';

/** What is said where GitHub does not let the App do it, or does not have it. */
interface Words {
  readonly forbidden: string;
  readonly gone: string;
}

/**
 * The Problem that GitHub's refusal is for whoever asked us; what is no answer of GitHub's is passed on as it is.
 * `unavailable` says in Retry-After when it may go well.
 */
export function asProblem(error: unknown, { forbidden, gone }: Words): unknown {
  const trouble = troubleOf(error);
  if (trouble === undefined) return error;
  switch (trouble.kind) {
    case 'later': {
      const seconds = Math.max(1, Math.ceil((trouble.afterMs ?? 2000) / 1000));
      const headers = { 'Retry-After': String(seconds) };
      return new Problem('unavailable', `GitHub wants to be asked again in ${seconds} s.`, { headers, cause: error });
    }
    case 'suspended':
      return new Problem('conflict', 'The installation of the GitHub App is suspended.', { cause: error });
    case 'forbidden':
      return new Problem('conflict', forbidden, { cause: error });
    case 'gone':
      return new Problem('conflict', gone, { cause: error });
    case 'invalid':
      return new Problem('conflict', `GitHub refuses it: ${trouble.message}`, { cause: error });
  }
}
