import type { Role } from '@gradewire/core';

/** How a program is called in a usage case. `args` may hold `{host}` and `{port}`. */
export interface UsageCase {
  readonly name: string;
  readonly title: string;
  readonly args: readonly string[];
  /** `works`: like the reference case. `error`: it must say something, end by itself, quickly, with a code other than 0. */
  readonly expects: 'works' | 'error';
}

const clientUsage: readonly UsageCase[] = [
  { name: 'host-name', title: 'The host is given as a name', args: ['server', '{port}'], expects: 'works' },
  { name: 'nobody-listening', title: 'Nobody listens on the port', args: ['{host}', '{port}'], expects: 'error' },
  {
    name: 'unknown-host',
    title: 'The host does not exist',
    args: ['no-such-host.invalid', '{port}'],
    expects: 'error',
  },
  { name: 'no-arguments', title: 'No arguments', args: [], expects: 'error' },
  { name: 'bad-port', title: 'The port is not a number', args: ['{host}', 'notaport'], expects: 'error' },
];

const serverUsage: readonly UsageCase[] = [
  { name: 'no-arguments', title: 'No arguments', args: [], expects: 'error' },
  { name: 'bad-port', title: 'The port is not a number', args: ['notaport'], expects: 'error' },
];

export function usageFor(role: Role): readonly UsageCase[] {
  return role === 'client' ? clientUsage : serverUsage;
}
