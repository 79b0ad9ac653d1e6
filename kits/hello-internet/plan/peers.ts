import type { Role } from '@gradewire/core';

/** A hostile or odd peer of ours, and what meeting it teaches. Its program is peers/<role>-<name>.c */
export interface PeerCase {
  readonly name: string;
  readonly title: string;
  /** `informational`: shown, worth no points, since the protocol does not say what is right. */
  readonly kind: 'graded' | 'informational';
}

/** Servers of ours that the student's client meets. */
export const serversForClients: readonly PeerCase[] = [
  { name: 'bytes', title: 'The reply comes one byte at a time', kind: 'graded' },
  { name: 'slow', title: 'The reply comes late and in two halves', kind: 'graded' },
  { name: 'long', title: 'The reply is 100,000 bytes long', kind: 'graded' },
  { name: 'half-close', title: 'The server ends its side and waits for the client', kind: 'graded' },
  { name: 'close', title: 'The server closes at once', kind: 'informational' },
  { name: 'reset', title: 'The server resets the connection', kind: 'informational' },
  { name: 'mute', title: 'The server never replies', kind: 'informational' },
];

/** Clients of ours that the student's server meets; after each, an ordinary client must be served. */
export const clientsForServers: readonly PeerCase[] = [
  { name: 'bytes', title: 'The greeting comes one byte at a time', kind: 'graded' },
  { name: 'silent', title: 'A client connects, says nothing and leaves', kind: 'graded' },
  { name: 'early-close', title: 'A client connects and leaves at once', kind: 'graded' },
  { name: 'reset', title: 'A client resets the connection in the middle of its greeting', kind: 'graded' },
  { name: 'vanish-after-greeting', title: 'A client greets and leaves without reading', kind: 'graded' },
  { name: 'half-close', title: 'A client ends its side after the greeting and waits', kind: 'graded' },
  { name: 'three', title: 'Three clients wait at once', kind: 'graded' },
  { name: 'long', title: 'The greeting is 20,000 bytes long', kind: 'informational' },
];

export function peersFor(role: Role): readonly PeerCase[] {
  return role === 'client' ? serversForClients : clientsForServers;
}
