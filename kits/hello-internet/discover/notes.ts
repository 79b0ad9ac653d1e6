import type { Feedback, Language } from '@gradewire/core';
import { baseName, folderOf, stemOf } from './folder.ts';
import { conventionalRole, type PeerRole } from './roles.ts';
import { conventionalSuffix } from './spelling.ts';

/** The name that the convention asks for, without an extension. */
export function conventionalName(role: PeerRole, language: Language): string {
  return `hello${role === 'client' ? '' : 'srv'}${conventionalSuffix(language)}`;
}

/** The names under which a program is looked for. */
export function namesTried(role: PeerRole, language: Language | undefined): string[] {
  if (language === undefined) return ['gradewire.yml'];
  const extension = language.extensions[0] ?? '';
  const convention = conventionalName(role, language);
  const short = role === 'client' ? ['client', 'cli'] : ['server', 'serv', 'srv'];
  return [
    `${convention}${extension}`,
    ...short.map((name) => `*${name}*${extension}`),
    `${role}/*${extension}`,
    `src/*${extension}`,
    convention,
    'gradewire.yml',
  ];
}

/** Empty where the source, its program or the folder of a `main` is named as the convention says. */
export function naming(role: PeerRole, language: Language, path: string, program?: string): Feedback[] {
  const names = [stemOf(path), program ?? '', stemOf(path) === 'main' ? baseName(folderOf(path)) : ''];
  if (names.some((name) => conventionalRole(name) === role)) return [];
  const extension = baseName(path).slice(stemOf(path).length);
  const expected = `${conventionalName(role, language)}${extension}`;
  const text = `The ${role} is ${path}; by the convention its name is ${expected}.`;
  return [{ code: 'name-convention', text }];
}

export function folderName(name: string, language: Language): Feedback {
  const text = `The folder is called ${name}, but its programs are in ${language.title}: call it ${language.id}.`;
  return { code: 'folder-name', text };
}

export function manifestInvalid(path: string, problem: string): Feedback {
  const text = `${path} is not used, because of ${problem}. The programs were looked for without it.`;
  return { code: 'manifest-invalid', text };
}

export function severalCandidates(role: PeerRole, chosen: string, rivals: readonly string[]): Feedback {
  const others =
    rivals.length > 3 ? `${rivals.slice(0, 3).join(', ')} and ${rivals.length - 3} more` : rivals.join(', ');
  const text = `${chosen} was taken for the ${role}; ${others} might be it, too. A gradewire.yml can say which it is.`;
  return { code: 'several-candidates', text };
}

export function oneSource(path: string): Feedback {
  const text = `${path} holds both client and server: each is started with the documented arguments first, then with a word that says which.`;
  return { code: 'one-source', text };
}

export function noSource(role: PeerRole, path: string): Feedback {
  return { code: 'no-source', text: `The ${role} is ${path}, a program without its source: hand in the source, too.` };
}

export function otherLanguage(role: PeerRole, path: string, language: Language, usual: Language): Feedback {
  const text = `The ${role} is ${path} in ${language.title}, as no ${role} in ${usual.title} was found.`;
  return { code: 'other-language', text };
}

export function folderLeftOut(path: string, reason: string): Feedback {
  return { code: 'folder-left-out', text: `The folder ${path} is not graded: ${reason}.` };
}

export function strayFiles(paths: readonly string[]): Feedback {
  const [are, lie, they] = paths.length > 1 ? ['are', 'lie', 'They'] : ['is', 'lies', 'It'];
  const names = paths.length > 4 ? `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more` : paths.join(', ');
  const text = `${names} ${are} not graded, for ${they.toLowerCase()} ${lie} beside the folders that are.`;
  return { code: 'file-left-out', text };
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
