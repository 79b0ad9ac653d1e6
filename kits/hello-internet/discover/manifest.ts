import { type ArgumentForm, languageById } from '@gradewire/core';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Folder } from './folder.ts';
import type { PeerRole } from './roles.ts';
import { shellWords } from './shell-words.ts';
import { languageSpelled } from './spelling.ts';

const Command = z.string().trim().min(1, 'is empty').max(4000);
const ManifestProgram = z.strictObject({
  build: z.union([Command, z.array(Command)]).optional(),
  run: Command,
  stdin: z.string().max(65_536).default(''),
  language: z
    .string()
    .refine((name) => languageSpelled(name) !== undefined, { error: 'is no language that is known' })
    .transform((name) => languageSpelled(name)!.id)
    .optional(),
});
const Manifest = z.strictObject({
  programs: z
    .strictObject({ client: ManifestProgram.optional(), server: ManifestProgram.optional() })
    .refine((programs) => programs.client !== undefined || programs.server !== undefined, {
      error: 'names neither a client nor a server',
    }),
});

/** A program as the student's manifest describes it. */
export interface DescribedProgram {
  readonly build: readonly (readonly string[])[];
  readonly command: readonly string[];
  /** Undefined where the command names no placeholder: the arguments are then appended as documented. */
  readonly form: ArgumentForm | undefined;
  readonly stdin: string;
  readonly language: string | undefined;
}

export interface ReadManifest {
  readonly path: string;
  readonly programs: ReadonlyMap<PeerRole, DescribedProgram>;
  /** What is wrong with it, each with the field; then there are no programs. */
  readonly problems: readonly string[];
}

/** Reads `gradewire.yml` or `gradewire.yaml` of a folder; undefined where there is none. */
export function readManifest(folder: Folder): ReadManifest | undefined {
  const found = folder.files.find(({ path }) => /^gradewire\.ya?ml$/i.test(path));
  if (found === undefined) return undefined;
  const { path, file } = found;
  const failed = (problems: readonly string[]) => ({ path, programs: new Map(), problems });
  if (file.text === undefined || file.text.length > 65_536) return failed(['it is not a text of at most 64 KiB']);
  let content: unknown;
  try {
    content = parse(file.text, { maxAliasCount: 20, logLevel: 'error' });
  } catch (error) {
    return failed([`it is not valid YAML: ${(error as Error).message.split('\n')[0]!.slice(0, 200)}`]);
  }
  const manifest = Manifest.safeParse(content);
  if (!manifest.success) {
    return failed(manifest.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`));
  }
  const programs = new Map<PeerRole, DescribedProgram>();
  const problems: string[] = [];
  for (const role of ['client', 'server'] as const) {
    const program = manifest.data.programs[role];
    if (program === undefined) continue;
    const command = commandOf(program.run);
    if (typeof command === 'string') problems.push(`programs.${role}.run: ${command}`);
    else programs.set(role, { ...command, ...describe(program) });
  }
  return problems.length > 0 ? failed(problems) : { path, programs, problems };
}

function describe(program: z.infer<typeof ManifestProgram>) {
  const steps = typeof program.build === 'string' ? [program.build] : (program.build ?? []);
  const build = steps.map((step) => ['sh', '-c', step]);
  return { build, stdin: program.stdin, language: program.language && languageById(program.language)?.id };
}

/** The command, and the arguments from the first one that holds a placeholder; a text says what is wrong. */
function commandOf(run: string): { command: string[]; form: ArgumentForm | undefined } | string {
  const words = shellWords(run);
  if (!Array.isArray(words)) return words.problem;
  const unknown = words.join(' ').match(/\{(?!(?:host|port)\})[a-z]\w{0,40}\}/i)?.[0];
  if (unknown !== undefined) return `${unknown} is not known: there are {host} and {port}`;
  const first = words.findIndex((word) => /\{(?:host|port)\}/.test(word));
  if (first === 0 || words[0] === undefined || words[0] === '') return 'it has to begin with the program to start';
  if (first < 0) return { command: words, form: undefined };
  return { command: words.slice(0, first), form: { name: 'documented', args: words.slice(first) } };
}
