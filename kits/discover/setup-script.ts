import { baseName, depthOf, type Folder } from './folder.ts';

/** A script that installs what the programs need; it is not run. */
export function setupScript(folder: Folder): string | undefined {
  return folder.files
    .map(({ path }) => path)
    .find((path) => depthOf(path) <= 2 && /^(?:setup|install)\.(?:sh|bash)$/i.test(baseName(path)));
}
