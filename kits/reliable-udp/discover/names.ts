import { folderOf, stemOf } from '../../discover/folder.ts';
import type { Naming } from '../../discover/naming.ts';
import { words } from '../../discover/spelling.ts';

/** What a name says of a program, from the plainest to the vaguest. `other`: it is something else. */
export type Told = 'exact' | 'sender' | 'rudp' | 'both' | 'vague' | 'other';

/** Files that the course hands out; the team's sender may be built upon them. */
const ofTheCourse = new Set(
  'basicsender interactivesender unreliablesender stanfurdsender checksum forwarder testharness'.split(' '),
);

/** What one name says, without its extension: `Sender`, `rudp_sender`, `RUDP`, `client`, `Receiver`. */
export function toldByName(name: string): Told | undefined {
  const parts = words(name);
  const whole = parts.join('');
  if (ofTheCourse.has(whole)) return 'other';
  const receives = /receiv|reciev|recv|server|srv|listener/.test(whole);
  const sends = /(?<!re)sender/.test(whole) || parts.includes('send') || /^rudpsend/.test(whole);
  if (receives && sends) return 'both';
  if (receives || /forwarder|harness|proxy|emulator|simulat/.test(whole)) return 'other';
  if (whole === 'sender') return 'exact';
  if (sends) return 'sender';
  if (/rudp|reliableudp|udpreliable/.test(whole)) return 'rudp';
  return /client|transmit|uploader/.test(whole) ? 'vague' : undefined;
}

/** What a path says: `folder` and `near` where only a folder's name does, of a sender and of the protocol. */
export function toldByPath(path: string): Told | 'folder' | 'near' | undefined {
  const own = toldByName(stemOf(path));
  if (own !== undefined) return own;
  for (const folder of folderOf(path).split('/').reverse()) {
    const told = toldByName(folder);
    if (told === 'exact' || told === 'sender') return 'folder';
    if (told === 'rudp') return 'near';
    if (told === 'other') return 'other';
  }
  return undefined;
}

function isSender(told: ReturnType<typeof toldByPath>): boolean {
  return told !== undefined && told !== 'other' && told !== 'vague' && told !== 'near';
}

export const naming: Naming<'sender'> = {
  roleOfName: (name) => (isSender(toldByName(name)) ? 'sender' : undefined),
  roleOfPath: (path) => (isSender(toldByPath(path)) ? 'sender' : undefined),
  isConventional: (name) => toldByName(name) === 'exact',
};
