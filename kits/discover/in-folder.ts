/** Runs a command in a folder below the working directory. */
export function inFolder(folder: string, argv: readonly string[]): readonly string[] {
  return folder === '' ? argv : ['sh', '-c', 'cd "$0" && exec "$@"', `./${folder}`, ...argv];
}

/** The path of a program that was built in a folder: `./client` in `src` is `./src/client`. */
export function pathFrom(folder: string, command: string): string {
  return folder === '' || !command.startsWith('./') ? command : `./${folder}/${command.slice(2)}`;
}

export function join(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
