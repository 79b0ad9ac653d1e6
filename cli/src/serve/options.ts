import path from 'node:path';
import { BadUsage, parseOptions, wholeNumber } from '../option-values.ts';

export const serveUsage = `usage: gradewire serve [options]

  --port N        port of the API (default: 8080; 0: any that is free)
  --host ADDRESS  address that it listens on (default: 127.0.0.1, this machine only)
  --workers N     workers on this machine, each a process that grades one run at a time (default: 1)
  --data FOLDER   where the database and the blobs are kept (default: .gradewire)
  --demo          makes a demo course at the first start, hands in an example and follows it to its score
  --help

environment: DATABASE_URL  a PostgreSQL server instead of the embedded one
             REDIS_URL     a Redis for the queue instead of the database
             GRADEWIRE_BLOBS  {"kind":"s3","bucket":"…"} instead of the folder's blobs
             GRADEWIRE_CAPTURE_DAYS  how long captures of packets stay (default: 90)
             GRADEWIRE_URL    where GitHub and people reach this server, for the GitHub App and links
The first start prints an owner key, once. ctrl-c or SIGTERM ends everything that was started.
exit code: 0 ended as asked; 2 bad usage; 3 a fault of the machine`;

export interface ServeArguments {
  readonly port: number;
  readonly host: string;
  readonly workers: number;
  /** Absolute. */
  readonly data: string;
  readonly demo: boolean;
}

/** Undefined if help was asked for. Throws BadUsage. */
export function parseServeArguments(argv: string[]): ServeArguments | undefined {
  const { values, positionals } = parse(argv);
  if (values.help) return undefined;
  if (positionals.length > 0) throw new BadUsage(`"${positionals[0]}" is no option (gradewire serve --help)`);
  return {
    port: wholeNumber('--port', values.port, 0, 65_535),
    host: values.host,
    workers: wholeNumber('--workers', values.workers, 0, 64),
    data: path.resolve(values.data),
    demo: values.demo,
  };
}

function parse(argv: string[]) {
  return parseOptions({
    args: argv,
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '8080' },
      host: { type: 'string', default: '127.0.0.1' },
      workers: { type: 'string', default: '1' },
      data: { type: 'string', default: '.gradewire' },
      demo: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
}
