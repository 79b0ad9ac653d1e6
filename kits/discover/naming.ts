import type { Role } from '@gradewire/core';

/** How an assignment's programs are named: what a name tells of the role. `R`: the roles that students hand in. */
export interface Naming<R extends Role> {
  /** The name of a program, of a target of a build tool or of a script. */
  roleOfName(name: string): R | 'both' | undefined;
  /** A path: the file's own name before the names of the folders that it is in. */
  roleOfPath(path: string): R | 'both' | undefined;
  /** True of a name as the assignment asks for it. */
  isConventional(name: string): boolean;
}

/** Roles that a project file tells of sources, by path. */
export type ToldRoles<R extends Role> = ReadonlyMap<string, R | 'both'>;
