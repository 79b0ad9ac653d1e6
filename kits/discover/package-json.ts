import type { Role } from '@gradewire/core';
import { z } from 'zod';
import { join } from './in-folder.ts';
import type { Project, ProjectFile } from './projects.ts';

const Names = z.record(z.string(), z.string()).catch({});
const Package = z.object({
  main: z.string().optional().catch(undefined),
  bin: z.union([z.string(), Names]).optional().catch(undefined),
  scripts: Names.optional(),
});

/** An npm package. Its scripts are not run, but their names and commands tell which source has which role. */
export function packageProject<R extends Role>({ folder, text, sources, naming }: ProjectFile<R>): Project<R> {
  const told = new Map<string, R | 'both'>();
  const tell = (name: string, path: string) => {
    const role = naming.roleOfName(name);
    const whole = join(folder, path);
    const source = sources.find((one) => [whole, `${whole}.js`, `${whole}/index.js`].includes(one.path));
    if (role !== undefined && source !== undefined) told.set(source.path, role);
  };
  const { scripts, bin } = read(text);
  for (const [name, command] of Object.entries(scripts ?? {})) {
    const file = /^(?:node|nodemon)\s(?:-\S+\s)*"?([^\s"&|;]+)/.exec(command.slice(0, 500))?.[1];
    if (file !== undefined) tell(name, file);
  }
  if (typeof bin === 'object') for (const [name, path] of Object.entries(bin)) tell(name, path);
  return { folder, told, recipe: () => undefined };
}

/** Nothing where it is not valid: node says so itself when it matters. */
function read(text: string): z.infer<typeof Package> {
  try {
    return Package.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}
