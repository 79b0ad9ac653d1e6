import { type Language, languageById, languages, readTime } from '@gradewire/core';
import type { LinkChoice } from '@gradewire/engine';
import { BadUsage, linkChoice, parseOptions, wholeNumber } from '../option-values.ts';

/** What `gradewire link` was asked to do. */
export type LinkArguments =
  | { readonly kind: 'help' }
  | { readonly kind: 'list' }
  | { readonly kind: 'show'; readonly profile: string; readonly seed: number | undefined; readonly json: boolean }
  | ({ readonly kind: 'run' } & LinkRunArguments);

export interface LinkRunArguments {
  readonly client: readonly string[];
  /** Undefined: nobody is there. */
  readonly server: readonly string[] | undefined;
  readonly profile: string;
  readonly seed: number | undefined;
  readonly link: LinkChoice;
  readonly port: number | undefined;
  readonly folder: string;
  /** Undefined: to be told from the commands. */
  readonly language: Language | undefined;
  readonly build: string | undefined;
  readonly stdin: string | undefined;
  readonly lingerMs: number;
  readonly timeLimitMs: number;
  readonly capture: string;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** Throws BadUsage. */
export function parseLinkArguments(argv: readonly string[]): LinkArguments {
  const cut = argv.indexOf('--');
  const values = optionsIn(cut < 0 ? argv : argv.slice(0, cut));
  const seed = values.seed === undefined ? undefined : wholeNumber('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER);
  if (values.help) return { kind: 'help' };
  if (values.list) return { kind: 'list' };
  if (values.show !== undefined) return { kind: 'show', profile: values.show, seed, json: values.json };
  const { client, server } = commandsIn(cut < 0 ? [] : argv.slice(cut + 1));
  if (values.port !== undefined && server === undefined) {
    throw new BadUsage('--port: nobody will listen there without --peer -- <server command>');
  }
  if (values.quiet && values.json) throw new BadUsage('--quiet leaves the summary out and --json asks for it');
  return {
    kind: 'run',
    client,
    server,
    profile: values.profile ?? 'clean',
    seed,
    link: linkChoice(values.link),
    port: values.port === undefined ? undefined : wholeNumber('--port', values.port, 1, 65535),
    folder: values.folder,
    language: values.language === undefined ? undefined : languageCalled(values.language),
    build: values.build,
    stdin: values.stdin,
    lingerMs: duration('--linger', values.linger, 0),
    timeLimitMs: duration('--time-limit', values['time-limit'], 1),
    capture: values.capture,
    quiet: values.quiet,
    json: values.json,
  };
}

function optionsIn(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const given = (usual: string) => ({ type: 'string', default: usual }) as const;
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: {
      profile: text,
      seed: text,
      link: given('emulator'),
      port: text,
      folder: given('.'),
      language: text,
      build: text,
      stdin: text,
      linger: given('0.5'),
      'time-limit': given('60'),
      capture: given('gradewire-link.pcapng'),
      quiet: flag,
      json: flag,
      list: flag,
      show: text,
      help: { ...flag, short: 'h' },
    },
  });
  if (positionals.length > 0) throw new BadUsage(`put "--" before the command: -- ${positionals.join(' ')}`);
  return values;
}

/** `--peer --` ends the client's command; a `--peer` of the client's own is a slip more often than it is meant. */
function commandsIn(words: readonly string[]): { client: readonly string[]; server: readonly string[] | undefined } {
  const at = words.findIndex((word, index) => word === '--peer' && words[index + 1] === '--');
  const client = at < 0 ? words : words.slice(0, at);
  const server = at < 0 ? undefined : words.slice(at + 2);
  if (client.includes('--peer')) {
    throw new BadUsage('--peer: put "--" before the server’s command as well: -- <client> --peer -- <server>');
  }
  if (client.length === 0) throw new BadUsage('name the client’s command behind "--" (gradewire link --help)');
  if (server?.length === 0) throw new BadUsage('--peer: name the server’s command behind its "--"');
  for (const command of [client, server ?? client]) {
    if (command[0]!.trim() === '') throw new BadUsage('a command is empty (gradewire link --help)');
  }
  return { client, server };
}

function languageCalled(text: string): Language {
  const name = text.toLowerCase();
  const found = languageById(name) ?? languages.find(({ spellings }) => spellings.includes(name));
  if (found !== undefined) return found;
  throw new BadUsage(`--language ${text}: there is ${languages.map(({ id }) => id).join(', ')}`);
}

const longestMs = 3600_000;

/** In milliseconds; a bare number is seconds, anything else has a unit. */
function duration(option: string, text: string, leastMs: number): number {
  const read = readTime(/^\d*\.?\d+$/.test(text) ? `${text}s` : text);
  if ('problem' in read) throw new BadUsage(`${option} ${text}: ${read.problem}`);
  if (read.value >= leastMs && read.value <= longestMs) return read.value;
  throw new BadUsage(`${option} ${text}: give at least ${leastMs / 1000} and at most ${longestMs / 1000} seconds`);
}
