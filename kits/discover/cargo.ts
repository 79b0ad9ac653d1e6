import { outputFolder, type Role } from '@gradewire/core';
import { folderOf, stemOf } from './folder.ts';
import { inFolder, join, pathFrom } from './in-folder.ts';
import type { Project, ProjectFile } from './projects.ts';

interface Binary {
  readonly name: string;
  /** Relative to the subject's folder. */
  readonly path: string;
}

/** A Cargo package: its binaries are those in `[[bin]]`, `src/main.rs`, `src/bin/x.rs` and `src/bin/x/main.rs`. */
export function cargoProject<R extends Role>({ kind, folder, text, sources, naming }: ProjectFile<R>): Project<R> {
  const manifest = readManifest(text);
  const binaries: Binary[] = manifest.binaries.map(({ name, path }) => {
    const usual = [`src/bin/${name}.rs`, `src/bin/${name}/main.rs`].map((one) => join(folder, one));
    const found = sources.find((source) => usual.includes(source.path))?.path;
    return { name, path: path !== undefined ? join(folder, path) : (found ?? join(folder, 'src/main.rs')) };
  });
  for (const { path } of sources) {
    if (binaries.some((binary) => binary.path === path)) continue;
    const parent = folderOf(path);
    const bin = join(folder, 'src/bin');
    if (path === join(folder, 'src/main.rs') && manifest.name !== undefined)
      binaries.push({ name: manifest.name, path });
    else if (parent === bin) binaries.push({ name: stemOf(path), path });
    else if (folderOf(parent) === bin && stemOf(path) === 'main') {
      binaries.push({ name: parent.slice(bin.length + 1), path });
    }
  }
  const told = new Map<string, R | 'both'>();
  for (const { name, path } of binaries) {
    const role = naming.roleOfName(name);
    if (role !== undefined) told.set(path, role);
  }
  return {
    folder,
    told,
    recipe(role, source) {
      const binary = binaries.find(({ path }) => path === source?.path);
      if (binary === undefined) return undefined;
      const fill = (item: string) => item.replaceAll('{name}', binary.name).replaceAll('{output}', outputFolder(role));
      return {
        build: kind.build.map((argv) => inFolder(folder, [...argv.map(fill), '--bin', binary.name])),
        command: kind.run.map((item) => pathFrom(folder, fill(item))),
        name: binary.name,
      };
    },
  };
}

interface Manifest {
  readonly name: string | undefined;
  readonly binaries: readonly { readonly name: string; readonly path: string | undefined }[];
}

/** The few lines of TOML that say what is built; Cargo itself says what is wrong with a file. */
function readManifest(text: string): Manifest {
  let table = '';
  let name: string | undefined;
  const binaries: { name: string; path: string | undefined }[] = [];
  for (const line of text.split('\n')) {
    const header = /^\s{0,9}(\[\[?)\s{0,9}([\w.-]+)\s{0,9}\]/.exec(line);
    if (header !== null) {
      table = header[1] + header[2]!;
      if (table === '[[bin') binaries.push({ name: '', path: undefined });
    }
    const [, key, value] = /^\s{0,9}(name|path)\s{0,9}=\s{0,9}["']([^"']{0,200})["']/.exec(line) ?? [];
    if (key === undefined) continue;
    if (table === '[package' && key === 'name') name = value;
    if (table === '[[bin') binaries[binaries.length - 1]![key as 'name' | 'path'] = value!;
  }
  return { name, binaries: binaries.filter((binary) => binary.name !== '') };
}
