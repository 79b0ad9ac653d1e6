/**
 * What Gradewire knows of a language: a data file, one per language, beside this one in `languages/`.
 *
 * Placeholders in argv items:
 * - `{source}`  the program's main source, relative to the student's folder (which is the working directory)
 * - `{helpers}` as a whole item: the other sources of the folder that hold no entry point (zero or more items)
 * - `{output}`  an empty directory for what the build makes (absolute)
 * - `{entry}`   what `entry()` says: a class to start, or the like
 * - `{root}`    what `root()` says, relative to the working directory (`.` for itself)
 */
export interface Language {
  readonly id: string;
  readonly title: string;
  /** Folder spellings in lower case, the id included. */
  readonly spellings: readonly string[];
  /** With the dot, in lower case; the first is the usual one. */
  readonly extensions: readonly string[];
  /** True of a source that can be started by itself; absent where any source of the language can. */
  readonly entryPoint?: RegExp;
  /** One argv per step; empty for languages that run from source. */
  readonly build: readonly (readonly string[])[];
  /** argv of the program; its arguments are appended. */
  readonly run: readonly string[];
  readonly entry?: (text: string, stem: string) => string;
  /** The name that a source's content demands of its file; one with another name is built from a copy with this one. */
  readonly fileName?: (text: string, stem: string) => string;
  /** Where a compiler that finds sources by their names starts to look, given the main source and its folder. */
  readonly root?: (text: string, folder: string) => string;
  readonly environment: Readonly<Record<string, string>>;
  /** Limit of a running program, everything on its tmpfs included. */
  readonly memoryMiB: number;
  readonly buildMemoryMiB: number;
  /** A project file that replaces `build` and `run`, in the order in which they are looked for. */
  readonly projects?: readonly ProjectKind[];
}

/** A build tool of the language: how to build a folder that holds `file`, and where its programs are then found. */
export interface ProjectKind {
  /** A file name (`Cargo.toml`). */
  readonly file: string;
  readonly build: readonly (readonly string[])[];
  /** argv with `{name}` for the program's name; absent where the build tool makes ordinary executables in the folder. */
  readonly run: readonly string[];
}
