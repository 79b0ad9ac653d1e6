import type { ArgumentForm } from '@gradewire/core';
import type { PeerRole } from './roles.ts';

const documented: Readonly<Record<PeerRole, readonly string[]>> = {
  client: ['{host}', '{port}'],
  server: ['{port}'],
};

/** What the assignment documents, and for a server also with the backlog that some want. */
export function ordinaryForms(role: PeerRole): ArgumentForm[] {
  const forms = [{ name: 'documented', args: documented[role] }];
  return role === 'client' ? forms : [...forms, { name: 'backlog', args: ['{port}', '5'] }];
}

const selectors: Readonly<Record<PeerRole, readonly string[]>> = {
  client: ['client', '-c', '--client', '-client', 'c', 'Client', 'CLIENT'],
  server: ['server', '-s', '--server', '-server', 's', 'Server', 'SERVER', '-l', '--listen'],
};

/**
 * The ordinary forms, then those in which a program that is client and server in one is told which to be. Words that
 * stand in its text in quotes come alone; each form costs a trial.
 */
export function sharedForms(role: PeerRole, text: string): ArgumentForm[] {
  const mentioned = selectors[role].filter((word) => ['"', "'", '`', '\\"'].some((q) => text.includes(q + word + q)));
  const words = mentioned.length > 0 ? mentioned : selectors[role].slice(0, 3);
  const forms = words.map((word) => ({
    name: word.startsWith('-') ? `option ${word}` : `subcommand ${word}`,
    args: [word, ...documented[role]],
  }));
  return [...ordinaryForms(role), ...forms];
}
