import type { Feedback, Language } from '@gradewire/core';
import { baseName, folderOf, stemOf } from '../../discover/folder.ts';
import { conventionalRole, type PeerRole } from './roles.ts';

export * from '../../discover/notes.ts';

/** The name that the convention asks for, without an extension. */
export function conventionalName(role: PeerRole, language: Language): string {
  return `hello${role === 'client' ? '' : 'srv'}${conventionalSuffix(language)}`;
}

/** What the convention writes for X in `helloX`: C, Cpp, CSharp, JavaScript, Jupyter. */
function conventionalSuffix(language: Language): string {
  if (language.id === 'jupyter') return 'Jupyter';
  return language.title.replaceAll('+', 'p').replace('#', 'Sharp').replace(/\W/g, '');
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

export function oneSource(path: string): Feedback {
  const text = `${path} holds both client and server: each is started with the documented arguments first, then with a word that says which.`;
  return { code: 'one-source', text };
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
