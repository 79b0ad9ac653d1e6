import { BadUsage, parseOptions } from '../option-values.ts';

export const checkUsage = `usage: gradewire check [folder] --server URL --assignment ID [options]

Sends a folder (this one, if none is named) to a Gradewire server, which runs the assignment's public cases on it.

  --server URL        the server (or GRADEWIRE_URL)
  --assignment ID     the assignment's id, or course/assignment by their short names
  --key KEY           your API key (better: GRADEWIRE_KEY, which no list of processes shows)
  --team TEAM         for staff: whose work this is, by id or short name
  --official          hand it in, for the score
  --no-wait           do not wait for the result
  --submission ID     wait for one that was sent before, and show it; no folder and no --assignment then
  --json FILE         write the server's answer as JSON ("-" for standard output)
  --no-colour         plain text, as when the output is piped
  --help

exit code: 0 graded, whatever the score, or sent with --no-wait; 2 bad usage, or the server refuses; 3 no result: the
server cannot be reached or had a fault, or the run was cancelled or superseded; 130 left with ctrl-c`;

/** What is to be sent, or looked at again. */
export type Asked =
  | {
      readonly kind: 'send';
      readonly folder: string;
      readonly assignment: string;
      readonly team: string | undefined;
      readonly official: boolean;
    }
  | { readonly kind: 'again'; readonly submission: string };

/** What `gradewire check` was asked to do. */
export interface CheckArguments {
  readonly server: URL;
  readonly key: string;
  readonly asked: Asked;
  readonly wait: boolean;
  readonly json: string | undefined;
  readonly colour: boolean;
}

/** Undefined if help was asked for. Throws BadUsage. */
export function parseCheckArguments(argv: string[], env: NodeJS.ProcessEnv): CheckArguments | undefined {
  const { values, positionals } = parse(argv);
  if (values.help) return undefined;
  if (positionals.length > 1) throw new BadUsage(`one folder at a time, not also "${positionals[1]}"`);
  const key = keyOf(values.key ?? env.GRADEWIRE_KEY);
  return {
    server: serverOf(values.server ?? env.GRADEWIRE_URL),
    key,
    asked: askedFor(values, positionals[0]),
    wait: !values['no-wait'],
    json: values.json,
    colour: !values['no-colour'] && process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
  };
}

function askedFor(values: ReturnType<typeof parse>['values'], folder: string | undefined): Asked {
  const { submission, assignment, team, official } = values;
  if (submission === undefined) {
    if (assignment === undefined)
      throw new BadUsage('name the assignment with --assignment (its id, or course/assignment)');
    return { kind: 'send', folder: folder ?? '.', assignment, team, official };
  }
  const other = [folder && 'a folder', assignment && '--assignment', team && '--team', official && '--official'];
  const [first] = other.filter((one) => typeof one === 'string');
  if (first !== undefined) throw new BadUsage(`--submission looks at what was sent before: leave out ${first}`);
  if (!isId(submission)) throw new BadUsage(`--submission ${submission}: give the id that was shown when it was sent`);
  return { kind: 'again', submission };
}

/** Whether it is an id of the server's, which are UUIDs. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** Throws BadUsage. */
export function keyOf(text = ''): string {
  if (text === '') throw new BadUsage('your API key is missing: set GRADEWIRE_KEY, or give it with --key');
  if (!/^[\x21-\x7e]+$/.test(text)) throw new BadUsage('the API key has characters in it that no key has');
  return text;
}

/** Throws BadUsage. */
export function serverOf(text: string | undefined): URL {
  if (text === undefined || text === '')
    throw new BadUsage('name the server with --server https://… (or GRADEWIRE_URL)');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new BadUsage(`--server ${text}: give an address that begins with https:// (or http://)`);
  }
  if (url.username !== '') throw new BadUsage('--server: leave the user name out of the address, a key is enough');
  return url;
}

function parse(argv: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  return parseOptions({
    args: argv,
    allowPositionals: true,
    options: {
      server: text,
      assignment: text,
      key: text,
      team: text,
      official: flag,
      'no-wait': flag,
      submission: text,
      json: text,
      'no-colour': flag,
      help: { ...flag, short: 'h' },
    },
  });
}
