import type { Role } from '@gradewire/core';

/** How a program is called in a usage case: with another host or port than it should be, or without any arguments. */
export interface UsageCase {
  readonly name: string;
  readonly title: string;
  /** The beginning of a sentence on what it then does. */
  readonly situation: string;
  readonly host?: string;
  readonly port?: string;
  readonly bare?: true;
  /** `works`: like the reference case. `error`: it must say something, end by itself, quickly, with a code other than 0. */
  readonly expects: 'works' | 'error';
}

const noArguments: UsageCase = {
  name: 'no-arguments',
  title: 'No arguments',
  situation: 'called without arguments',
  bare: true,
  expects: 'error',
};
const badPort: UsageCase = {
  name: 'bad-port',
  title: 'The port is not a number',
  situation: 'given the port "notaport"',
  port: 'notaport',
  expects: 'error',
};

const clientUsage: readonly UsageCase[] = [
  {
    name: 'host-name',
    title: 'The host is given as a name',
    situation: 'given the host name "server"',
    host: 'server',
    expects: 'works',
  },
  {
    name: 'nobody-listening',
    title: 'Nobody listens on the port',
    situation: 'where nobody listens',
    expects: 'error',
  },
  {
    name: 'unknown-host',
    title: 'The host does not exist',
    situation: 'given the unknown host "no-such-host.invalid"',
    host: 'no-such-host.invalid',
    expects: 'error',
  },
  noArguments,
  badPort,
];

const serverUsage: readonly UsageCase[] = [noArguments, badPort];

export function usageFor(role: Role): readonly UsageCase[] {
  return role === 'client' ? clientUsage : serverUsage;
}
