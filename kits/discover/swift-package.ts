import { outputFolder, type Role } from '@gradewire/core';
import { codeOf } from './code-text.ts';
import { inFolder, join } from './in-folder.ts';
import type { Project, ProjectFile } from './projects.ts';
import type { Source } from './sources.ts';

interface Target {
  readonly name: string;
  /** Where its sources may lie, relative to the subject's folder, the place that the manifest names first. */
  readonly folders: readonly string[];
}

/** A Swift package: each executable target is a program, or the product that holds the target. */
export function swiftPackage<R extends Role>(file: ProjectFile<R>): Project<R> {
  const { kind, folder, text: written, sources, naming } = file;
  const text = withoutDependencies(sources, written);
  const targets = targetsOf(text, folder, sources);
  const products = productsOf(text);
  const told = new Map<string, R | 'both'>();
  for (const source of sources) {
    const name = targetOf(source, targets)?.name;
    const role = name === undefined ? undefined : naming.roleOfName(name);
    if (role !== undefined && source.starts) told.set(source.path, role);
  }
  return {
    folder,
    told,
    recipe(role, source) {
      const target = source === undefined ? undefined : targetOf(source, targets);
      if (target === undefined || source?.starts !== true) return undefined;
      const name = products.find((product) => product.targets.includes(target.name))?.name ?? target.name;
      const fill = (item: string) => item.replaceAll('{name}', name).replaceAll('{output}', outputFolder(role));
      return {
        build: kind.build.map((argv) => inFolder(folder, argv.map(fill))),
        command: kind.run.map(fill),
        name,
      };
    },
  };
}

/** A target is also named where another one depends on it. */
function withoutDependencies(sources: readonly Source[], text: string): string {
  const code = sources[0] === undefined ? '' : codeOf(sources[0].language, text);
  return code.replace(/\bdependencies\s{0,9}:\s{0,9}\[[^\]]{0,1000}\]/g, '');
}

function targetOf(source: Source, targets: readonly Target[]): Target | undefined {
  return targets.find(({ folders }) => folders.some((one) => one === '' || source.path.startsWith(`${one}/`)));
}

/** The few words of a manifest that say what is built; the compiler itself says what is wrong with it. */
function targetsOf(text: string, folder: string, sources: readonly Source[]): Target[] {
  const found: { name: string; path: string | undefined }[] = [];
  for (const call of callsOf(text, /\.(?:executableTarget|target)\s{0,9}\(/g)) {
    const name = textNamed(call, 'name');
    if (name !== undefined) found.push({ name, path: textNamed(call, 'path') });
  }
  const roots = ['Sources', 'Source', 'src', 'srcs'];
  return found.map(({ name, path }) => {
    if (path !== undefined) return { name, folders: [join(folder, path)] };
    const usual = roots.map((root) => join(folder, `${root}/${name}`));
    const isThere = usual.some((one) => sources.some((source) => source.path.startsWith(`${one}/`)));
    // The sources of a package's only target may lie in Sources itself.
    const folders = isThere || found.length > 1 ? usual : roots.map((root) => join(folder, root));
    return { name, folders };
  });
}

function productsOf(text: string): { name: string; targets: string[] }[] {
  return callsOf(text, /\.executable\s{0,9}\(/g).flatMap((call) => {
    const name = textNamed(call, 'name');
    const list = /\btargets\s{0,9}:\s{0,9}\[([^\]]{0,500})\]/.exec(call)?.[1] ?? '';
    return name === undefined
      ? []
      : [{ name, targets: [...list.matchAll(/"([^"\\\n]{1,100})"/g)].map((one) => one[1]!) }];
  });
}

/** The arguments of calls, each at most to the next call of its kind. */
function callsOf(text: string, call: RegExp): string[] {
  const starts = [...text.matchAll(call)].map((one) => one.index + one[0].length);
  return starts.map((start, index) => text.slice(start, Math.min(start + 2000, starts[index + 1] ?? text.length)));
}

function textNamed(call: string, label: string): string | undefined {
  return new RegExp(`\\b${label}\\s{0,9}:\\s{0,9}"([^"\\\\\\n]{1,200})"`).exec(call)?.[1];
}
