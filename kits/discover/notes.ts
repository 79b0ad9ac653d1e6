import type { Feedback, Role } from '@gradewire/core';

/** What discovery says in every assignment. Codes are stable. */

export function manifestInvalid(path: string, problem: string): Feedback {
  const text = `${path} is not used, because of ${problem}. The programs were looked for without it.`;
  return { code: 'manifest-invalid', text };
}

export function severalCandidates(role: Role, chosen: string, rivals: readonly string[]): Feedback {
  const others =
    rivals.length > 3 ? `${rivals.slice(0, 3).join(', ')} and ${rivals.length - 3} more` : rivals.join(', ');
  const text = `${chosen} was taken for the ${role}; ${others} might be it, too. A gradewire.yml can say which it is.`;
  return { code: 'several-candidates', text };
}

export function noSource(role: Role, path: string): Feedback {
  return { code: 'no-source', text: `The ${role} is ${path}, a program without its source: hand in the source, too.` };
}

export function fileLeftOut(path: string, reason: string): Feedback {
  return { code: 'file-left-out', text: `${path} is not graded: ${reason}.` };
}

export function onlyNoMatch(name: string, folders: readonly string[], leftOut: Feedback | undefined): Feedback {
  const known = folders.length > 8 ? `${folders.slice(0, 8).join(', ')}, …` : folders.join(', ');
  const called = `no folder with programs and no language of one is called "${name}"`;
  const text = leftOut?.text ?? `Asked for and not graded: ${called}${known === '' ? '' : `; there are ${known}`}.`;
  return { code: 'only-no-match', text };
}

export function setupNotRun(path: string): Feedback {
  const text = `${path} was not run: programs are graded without a network and without root. If they need a package, the assignment can name it for the language.`;
  return { code: 'setup-not-run', text };
}
