import { type BinaryProgram, binariesIn } from '../../discover/binaries.ts';
import type { Folder } from '../../discover/folder.ts';
import { conventionalRole, type PeerRole, roleOfPath } from './roles.ts';

/** Programs of a role without source, the likeliest first. */
export function binariesFor(role: PeerRole, folder: Folder): BinaryProgram[] {
  return binariesIn(folder, {
    isWanted: (path) => roleOfPath(path)?.role === role,
    isConventional: (name) => conventionalRole(name) === role,
  });
}
