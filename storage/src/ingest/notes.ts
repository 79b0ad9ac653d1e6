/** What is worth telling a student about an upload that was taken. */
export interface IngestNote {
  /**
   * `lfs-pointer`: a Git LFS pointer stands where the file should be. `submodule`: an empty folder that `.gitmodules`
   * names. `empty-folder`: another one. `version-control`: left out.
   */
  readonly code: 'lfs-pointer' | 'submodule' | 'empty-folder' | 'version-control';
  /** All of them, sorted. */
  readonly paths: readonly string[];
}

export function noteOf(code: IngestNote['code'], paths: Iterable<string>): IngestNote[] {
  const all = [...paths].sort();
  return all.length === 0 ? [] : [{ code, paths: all }];
}

/** Contents up to this size are looked at for notes. */
export const looksAt = (path: string) => (path === '.gitmodules' ? 64 * 1024 : 1024);

/** As the Git LFS specification has it: `version` is the first line, pointers are below 1024 bytes. */
export function isLfsPointer(content: string): boolean {
  return content.startsWith('version https://git-lfs.github.com/spec/') && /^oid sha256:[0-9a-f]{64}$/m.test(content);
}

/** The paths that `.gitmodules` names. */
export function submodulePaths(gitmodules: string): ReadonlySet<string> {
  return new Set([...gitmodules.matchAll(/^\s*path\s*=\s*(.*?)\s*$/gm)].map((found) => found[1]!));
}
