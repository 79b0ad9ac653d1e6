import type { ArgumentForm } from '@gradewire/core';

/** What the assignment documents. */
export const documented: ArgumentForm = { name: 'documented', args: ['-f', '{file}', '-a', '{host}', '-p', '{port}'] };

/** What occurs besides, the likeliest first. Names are stable: they stand in results. */
const others: readonly ArgumentForm[] = [
  { name: 'long-options', args: ['--file', '{file}', '--address', '{host}', '--port', '{port}'] },
  { name: 'host-port-file', args: ['{host}', '{port}', '{file}'] },
  { name: 'file-host-port', args: ['{file}', '{host}', '{port}'] },
  { name: 'long-options-host', args: ['--file', '{file}', '--host', '{host}', '--port', '{port}'] },
  { name: 'short-options-host', args: ['-f', '{file}', '-h', '{host}', '-p', '{port}'] },
  { name: 'options-then-file', args: ['-a', '{host}', '-p', '{port}', '{file}'] },
];

/**
 * The documented form, then the others: each costs a trial, and so those that the program's text speaks for come
 * first. A program that is sender and receiver in one may want a word that says which.
 */
export function formsFor(text: string): ArgumentForm[] {
  const forms = others.map((form) => ({ form, votes: votesFor(form, text) })).sort((a, b) => b.votes - a.votes);
  return [documented, ...subcommands(text), ...forms.map(({ form }) => form)];
}

/** How much of a form the text mentions, from 0 to 1. */
function votesFor({ args }: ArgumentForm, text: string): number {
  const options = args.filter((item) => item.startsWith('-'));
  if (options.length === 0) return votesForPlaces(args, text);
  const mentioned = options.filter((option) => {
    const name = option.replace(/^-+/, '');
    const said = new RegExp(`["'\`\\s[|,]-{1,2}${name}["'\`=:\\s\\],|]`).test(text);
    return said || (name.length > 1 ? new RegExp(`["'\`]${name}["'\`]`).test(text) : false);
  });
  // Its file is told by its place, which no text mentions.
  const isMixed = args.length > 2 * options.length;
  return mentioned.length / options.length - (isMixed ? 0.2 : 0);
}

/** Of arguments that are told by their places: what the usage says, else that places are read at all. */
function votesForPlaces(args: readonly string[], text: string): number {
  const usage = /\busage\b.{0,200}/i.exec(text)?.[0] ?? '';
  const file = usage.search(/file|path|input/i);
  const host = usage.search(/host|addr|\bip\b|dest|server|receiver/i);
  if (file >= 0 && host >= 0 && !/\s-{1,2}[a-z]/i.test(usage))
    return file < host === (args[0] === '{file}') ? 0.9 : 0.1;
  const places = /\bargv?s?\s{0,9}[[(]\s{0,9}\d|\bARGV\s{0,9}(?:\[|->)|\bArgs\s{0,9}\[|\bnth\s{0,9}\(/.test(text);
  return places ? 0.5 : 0;
}

/** `rudp send -f …`: only where words for both roles stand in quotes. */
function subcommands(text: string): ArgumentForm[] {
  const quoted = (word: string) => new RegExp(`["'\`]${word}["'\`]`).test(text);
  if (!['receive', 'receiver', 'recv'].some(quoted)) return [];
  return ['send', 'sender']
    .filter(quoted)
    .map((word) => ({ name: `subcommand ${word}`, args: [word, ...documented.args] }));
}

/** The form with which the file comes from standard input: without `{file}` and the option before it. */
export function fromStandardInput(form: ArgumentForm): ArgumentForm {
  const args = form.args.filter((item, index) => {
    if (item.includes('{file}')) return false;
    return !(/^-{1,2}[A-Za-z]/.test(item) && !item.includes('{') && form.args[index + 1] === '{file}');
  });
  return { name: form.name, args };
}

/** The form that asks for selective acknowledgements: with `-k` behind the rest. */
export function withSelectiveAcks(form: ArgumentForm): ArgumentForm {
  return { name: form.name, args: [...form.args, '-k'] };
}
