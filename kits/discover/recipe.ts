/** How a program is built and started, without its arguments. */
export interface Recipe {
  readonly build: readonly (readonly string[])[];
  readonly command: readonly string[];
  /** The name that the build gives the program, where that is not its source's. */
  readonly name?: string;
}

/** What stands for the placeholders of core's `Language`. */
export interface Values {
  readonly source: string;
  readonly output: string;
  readonly entry: string;
  readonly root: string;
  readonly helpers: readonly string[];
}

/** Replaces the placeholders of core's `Language` in an argv. */
export function filler(values: Values): (argv: readonly string[]) => string[] {
  return (argv) =>
    argv.flatMap((item) => {
      if (item === '{helpers}') return values.helpers;
      return item.replace(
        /\{(source|output|entry|root)\}/g,
        (_, name: Exclude<keyof Values, 'helpers'>) => values[name],
      );
    });
}

/** A path that a tool cannot take for an option. */
export function asOperand(path: string): string {
  return path.startsWith('-') || path.startsWith('@') ? `./${path}` : path;
}
