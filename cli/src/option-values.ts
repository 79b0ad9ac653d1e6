import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type LinkChoice, linkChoices } from '@gradewire/engine';

/** A call that cannot be carried out; the message names the value and the way out. */
export class BadUsage extends Error {
  override readonly name = 'BadUsage';
}

/** Node's `parseArgs`; what it does not take is a BadUsage in one line. */
export function parseOptions<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    // Node goes on, over several lines, about how an option may start with a dash.
    throw new BadUsage((error as Error).message.split(/\n|\. To specify/)[0]!);
  }
}

/** Throws BadUsage. */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new BadUsage(`${option} ${text}: give a whole number from ${least} to ${most}`);
}

/** The value of `--link`. Throws BadUsage. */
export function linkChoice(text: string): LinkChoice {
  const choice = linkChoices.find((one) => one === text);
  if (choice === undefined) throw new BadUsage(`--link ${text}: give ${linkChoices.join(' or ')}`);
  return choice;
}
