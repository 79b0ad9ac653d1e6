import { folderOf, stemOf } from '../../discover/folder.ts';
import type { Naming } from '../../discover/naming.ts';
import { languageSpelled, words } from '../../discover/spelling.ts';

/** The two roles of this assignment. */
export type PeerRole = 'client' | 'server';
export const peerRoles: readonly PeerRole[] = ['client', 'server'];

export function otherRole(role: PeerRole): PeerRole {
  return role === 'client' ? 'server' : 'client';
}

/** How plainly a name tells a role, the plainest first. */
export type NameStrength = 'convention' | 'hello' | 'word' | 'folder';

export interface NamedRole {
  readonly role: PeerRole | 'both';
  readonly strength: NameStrength;
}

/** `helloX` or `hellosrvX`, in exactly these letters, where X spells a language. */
export function conventionalRole(name: string): PeerRole | undefined {
  const [, server, suffix] = /^hello(srv)?([A-Za-z][\w+#-]*)$/.exec(name) ?? [];
  if (suffix === undefined || languageSpelled(suffix) === undefined) return undefined;
  return server === undefined ? 'client' : 'server';
}

/** What the words of one name say: `luaServ`, `tcpserver`, `myclient`, `Client`, `hello_cli`. */
export function roleOfWords(name: string): PeerRole | 'both' | undefined {
  const parts = words(name);
  const serves = parts.some((word) => /(?<!ob|con|re|de)serv|srv/.test(word) || word === 'listener');
  const calls = parts.some((word) => /client|clnt/.test(word) || word === 'cli' || word === 'clt');
  if (serves && calls) return 'both';
  return serves ? 'server' : calls ? 'client' : undefined;
}

/** What a file's path says, its own name before the names of the folders that it is in. */
export function roleOfPath(path: string): NamedRole | undefined {
  const stem = stemOf(path);
  const conventional = conventionalRole(stem);
  if (conventional !== undefined) return { role: conventional, strength: 'convention' };
  const told = roleOfWords(stem);
  if (told !== undefined) return { role: told, strength: /^hello[-_]?srv/i.test(stem) ? 'hello' : 'word' };
  const folders = folderOf(path).split('/').reverse();
  for (const folder of folders) {
    const role = conventionalRole(folder) ?? roleOfWords(folder);
    if (role !== undefined) return { role, strength: 'folder' };
  }
  if (/^hello/i.test(stem)) return { role: 'client', strength: 'hello' };
  return undefined;
}

export const naming: Naming<PeerRole> = {
  roleOfName: (name) => conventionalRole(name) ?? roleOfWords(name),
  roleOfPath: (path) => roleOfPath(path)?.role,
  isConventional: (name) => conventionalRole(name) !== undefined,
};
