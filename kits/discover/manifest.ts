import { type ArgumentForm, languageById, type Role } from '@gradewire/core';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Folder } from './folder.ts';
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

/** What a kit's manifest may describe. */
export interface ManifestTerms<R extends Role> {
  readonly roles: readonly R[];
  /** Names of the placeholders that a command may hold. */
  readonly placeholders: readonly string[];
  /** A command that holds one of the placeholders has to hold them all. */
  readonly allOrNone: boolean;
}

function manifestOf(roles: readonly Role[]) {
  const entries = roles.map((role) => [role, ManifestProgram.optional()] as const);
  const programs = z
    .strictObject(Object.fromEntries(entries))
    .refine((described) => roles.some((role) => described[role] !== undefined), {
      error: `names ${roles.length === 1 ? 'no' : 'neither a'} ${roles.join(' nor a ')}`,
    });
  return z.strictObject({ programs });
}

/** A program as the student's manifest describes it. */
export interface DescribedProgram {
  readonly build: readonly (readonly string[])[];
  readonly command: readonly string[];
  /** Undefined where the command names no placeholder: the arguments are then appended as documented. */
  readonly form: ArgumentForm | undefined;
  readonly stdin: string;
  readonly language: string | undefined;
}

export interface ReadManifest<R extends Role> {
  /** Relative to the folder. */
  readonly path: string;
  readonly programs: ReadonlyMap<R, DescribedProgram>;
  /** What is wrong with it, each with the field; then there are no programs. */
  readonly problems: readonly string[];
}

/** Reads `gradewire.yml` or `gradewire.yaml` of a folder; the reader gives undefined where there is none. */
export function manifestReader<R extends Role>(
  terms: ManifestTerms<R>,
): (folder: Folder) => ReadManifest<R> | undefined {
  const schema = manifestOf(terms.roles);
  return (folder) => readManifest(folder, terms, schema);
}

function readManifest<R extends Role>(
  folder: Folder,
  terms: ManifestTerms<R>,
  schema: ReturnType<typeof manifestOf>,
): ReadManifest<R> | undefined {
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
  const manifest = schema.safeParse(content);
  if (!manifest.success) {
    return failed(manifest.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`));
  }
  const programs = new Map<R, DescribedProgram>();
  const problems: string[] = [];
  for (const role of terms.roles) {
    const program = manifest.data.programs[role];
    if (program === undefined) continue;
    const command = commandOf(program.run, terms);
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
function commandOf(
  run: string,
  { placeholders, allOrNone }: Pick<ManifestTerms<Role>, 'placeholders' | 'allOrNone'>,
): { command: string[]; form: ArgumentForm | undefined } | string {
  const words = shellWords(run);
  if (!Array.isArray(words)) return words.problem;
  const known = placeholders.map((name) => `{${name}}`);
  const written: string[] = words.join(' ').match(/\{[a-z]\w{0,40}\}/gi) ?? [];
  const unknown = written.find((one) => !known.includes(one.toLowerCase()));
  if (unknown !== undefined)
    return `${unknown} is not known: there are ${known.slice(0, -1).join(', ')} and ${known.at(-1)}`;
  const absent = known.find((one) => !written.includes(one));
  if (allOrNone && written.length > 0 && absent !== undefined) return `${absent} is missing`;
  const first = words.findIndex((word) => known.some((one) => word.includes(one)));
  if (first === 0 || words[0] === undefined || words[0] === '') return 'it has to begin with the program to start';
  if (first < 0) return { command: words, form: undefined };
  return { command: words.slice(0, first), form: { name: 'documented', args: words.slice(first) } };
}
