import { readFile } from 'node:fs/promises';
import type { Kit } from '@gradewire/core';
import type { LinkChoice } from '@gradewire/engine';
import { kitById, kits } from '@gradewire/kits';
import { ZodError } from 'zod';
import { BadUsage, linkChoice, parseOptions, wholeNumber } from '../option-values.ts';

export const gradeUsage = `usage: gradewire grade <folder> --kit <kit> [options]

  --kit KIT           assignment type: ${kits.map(({ id }) => id).join(', ')}
  --only a,b          only these folders or languages
  --jobs N            cases side by side (default: two per processor; of reliable-udp four)
  --seed S            seed of everything that is left to chance (default: 1)
  --link BACKEND      what carries the packets: emulator (default), or netem of the kernel, where it has it
  --config FILE       the kit's configuration as JSON (points, limits, extra Debian packages)
  --json FILE         write the result as JSON ("-" for standard output)
  --report FILE.html  write the report as one page that opens offline
  --artefacts DIR     keep one capture (pcapng) per case
  --no-colour         plain text, as when the output is piped
  --help

exit code: 0 graded, whatever the score; 2 bad usage; 3 no score: a fault of the grader or its machine, or cases that
the link which was asked for cannot express`;

/** What `gradewire grade` was asked to do. */
export interface GradeArguments {
  readonly folder: string;
  readonly kit: Kit<unknown>;
  readonly config: unknown;
  /** Where that is from. */
  readonly configFile: string | undefined;
  /** Undefined: all. */
  readonly only: readonly string[] | undefined;
  readonly jobs: number | undefined;
  readonly seed: number;
  readonly link: LinkChoice;
  readonly json: string | undefined;
  readonly report: string | undefined;
  readonly artefacts: string | undefined;
  readonly colour: boolean;
}

/** Undefined if help was asked for. Throws BadUsage. */
export async function parseGradeArguments(argv: string[]): Promise<GradeArguments | undefined> {
  const { values, positionals } = parse(argv);
  if (values.help) return undefined;
  const [folder, ...more] = positionals;
  if (folder === undefined) throw new BadUsage('name the folder with the programs (gradewire grade --help)');
  if (more.length > 0) throw new BadUsage(`one folder at a time, not also "${more[0]}"`);
  const known = kits.map(({ id }) => id).join(', ');
  if (values.kit === undefined) throw new BadUsage(`name the assignment type with --kit: ${known}`);
  const kit = kitById(values.kit);
  if (kit === undefined) throw new BadUsage(`there is no kit "${values.kit}"; there is ${known}`);
  const only = parseOnly(values.only);
  return {
    folder,
    kit,
    config: parseConfig(kit, await readConfig(values.config), only),
    configFile: values.config,
    only,
    jobs: values.jobs === undefined ? undefined : wholeNumber('--jobs', values.jobs, 1, 64),
    seed: wholeNumber('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER),
    link: linkChoice(values.link),
    json: values.json,
    report: values.report,
    artefacts: values.artefacts,
    colour: !values['no-colour'] && process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
  };
}

function parse(argv: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  return parseOptions({
    args: argv,
    allowPositionals: true,
    options: {
      kit: text,
      only: text,
      jobs: text,
      seed: { type: 'string', default: '1' },
      link: { type: 'string', default: 'emulator' },
      config: text,
      json: text,
      report: text,
      artefacts: text,
      'no-colour': flag,
      help: { ...flag, short: 'h' },
    },
  });
}

/** A kit's configuration before the kit has seen it; {} if there is no file. Throws BadUsage. */
export async function readConfig(file: string | undefined): Promise<object> {
  if (file === undefined) return {};
  try {
    const config: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof config !== 'object' || config === null || Array.isArray(config)) throw new Error('not a JSON object');
    return config;
  } catch (error) {
    throw new BadUsage(`--config ${file}: ${(error as Error).message}`);
  }
}

function parseOnly(text: string | undefined): string[] | undefined {
  const names = text
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names?.length === 0) throw new BadUsage('--only: name folders or languages, with commas between them');
  return names;
}

/** Throws BadUsage, which names the field. */
export function parseConfig(kit: Kit<unknown>, config: object, only: readonly string[] | undefined): unknown {
  try {
    return kit.parseConfig(only === undefined ? config : { ...config, only });
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const [issue] = error.issues;
    throw new BadUsage(`--config: ${issue?.path.join('.') || 'the file'}: ${issue?.message}`);
  }
}
