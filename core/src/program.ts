import type { Role } from './outcome.ts';

/** A program as discovery plans it: how it is built and how it is started. Nothing of it was run yet. */
export interface Program {
  /** `<subject>/<role>`, e.g. `go/client`. */
  readonly id: string;
  readonly subject: string;
  readonly role: Role;
  readonly language: string;
  /** Path of the main source in the subject's folder; null where a manifest or build tool says it all. */
  readonly source: string | null;
  /** One argv per step, in the subject's folder. */
  readonly build: readonly (readonly string[])[];
  /** argv without arguments. */
  readonly command: readonly string[];
  /** Ways to pass the arguments, the documented one first; items may hold `{host}` and `{port}`. */
  readonly argumentForms: readonly ArgumentForm[];
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin: string;
}

export interface ArgumentForm {
  /** `documented`, `backlog`, `subcommand`, … */
  readonly name: string;
  readonly args: readonly string[];
}

/** What building a program came to. */
export interface BuildResult {
  readonly program: string;
  readonly outcome: 'built' | 'build-failed' | 'missing';
  readonly command: string;
  /** Output of the build tools, capped. */
  readonly log: string;
}

/** Where a program's build puts its results, in the sandbox. */
export function outputFolder(role: Role): string {
  return `/work/.gradewire/${role}`;
}
