import { type LinkChoice, linkChoices } from '@gradewire/engine';

/** A call that cannot be carried out; the message names the value and the way out. */
export class BadUsage extends Error {
  override readonly name = 'BadUsage';
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
