import type { Role } from '@gradewire/core';

/** A hostile or odd peer of ours, and what meeting it teaches. Its program is peers/<role>-<name>.c */
export interface PeerCase {
  readonly name: string;
  readonly title: string;
  /** In a sentence: for a client what happens, for a server whom it met. */
  readonly situation: string;
  /** `informational`: shown, worth no points, since the protocol does not say what is right. */
  readonly kind: 'graded' | 'informational';
  /** How long the student's program is watched, where that is less than its usual time. Milliseconds. */
  readonly watchedMs?: number;
}

/** Servers of ours that the student's client meets. */
export const serversForClients: readonly PeerCase[] = [
  {
    name: 'bytes',
    title: 'The reply comes one byte at a time',
    situation: 'when the reply comes one byte at a time',
    kind: 'graded',
  },
  {
    name: 'slow',
    title: 'The reply comes late and in two halves',
    situation: 'when the reply comes late and in two halves',
    kind: 'graded',
  },
  {
    name: 'long',
    title: 'The reply is 100,000 bytes long',
    situation: 'when the reply is 100,000 bytes long',
    kind: 'graded',
  },
  {
    name: 'half-close',
    title: 'The server ends its side and waits for the client',
    situation: 'when the server ends its side and waits',
    kind: 'graded',
  },
  {
    name: 'close',
    title: 'The server closes at once',
    situation: 'when the server closes at once',
    kind: 'informational',
  },
  {
    name: 'reset',
    title: 'The server resets the connection',
    situation: 'when the server resets the connection',
    kind: 'informational',
  },
  {
    name: 'mute',
    title: 'The server never replies',
    situation: 'when the server has not replied for 2 s',
    kind: 'informational',
    watchedMs: 2000,
  },
];

/** Clients of ours that the student's server meets; after each, an ordinary client must be served. */
export const clientsForServers: readonly PeerCase[] = [
  {
    name: 'bytes',
    title: 'The greeting comes one byte at a time',
    situation: 'a client that sends its greeting byte by byte',
    kind: 'graded',
  },
  {
    name: 'silent',
    title: 'A client connects, says nothing and leaves',
    situation: 'a client that says nothing and leaves',
    kind: 'graded',
  },
  {
    name: 'early-close',
    title: 'A client connects and leaves at once',
    situation: 'a client that connects and leaves at once',
    kind: 'graded',
  },
  {
    name: 'reset',
    title: 'A client resets the connection in the middle of its greeting',
    situation: 'a client that resets the connection in the middle of its greeting',
    kind: 'graded',
  },
  {
    name: 'vanish-after-greeting',
    title: 'A client greets and leaves without reading',
    situation: 'a client that greets and leaves without reading',
    kind: 'graded',
  },
  {
    name: 'half-close',
    title: 'A client ends its side after the greeting and waits',
    situation: 'a client that ends its side and waits for the reply',
    kind: 'graded',
  },
  { name: 'three', title: 'Three clients wait at once', situation: 'three clients at once', kind: 'graded' },
  {
    name: 'long',
    title: 'The greeting is 20,000 bytes long',
    situation: 'after a greeting of 20,000 bytes',
    kind: 'informational',
  },
];

export function peersFor(role: Role): readonly PeerCase[] {
  return role === 'client' ? serversForClients : clientsForServers;
}
