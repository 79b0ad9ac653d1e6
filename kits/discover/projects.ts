import type { ProjectKind, Role } from '@gradewire/core';
import { cargoProject } from './cargo.ts';
import { baseName, type Folder, folderOf, isMade } from './folder.ts';
import { goProject } from './go-module.ts';
import { makeProject } from './makefile.ts';
import type { Naming, ToldRoles } from './naming.ts';
import { packageProject } from './package-json.ts';
import type { Recipe } from './recipe.ts';
import type { Source } from './sources.ts';
import { swiftPackage } from './swift-package.ts';

/** A project file in a subject's folder, read. */
export interface Project<R extends Role> {
  /** Of the project file, relative to the subject's folder; '' for the folder itself. */
  readonly folder: string;
  /** What the file says of sources' roles, by path relative to the subject's folder. */
  readonly told: ToldRoles<R>;
  /** How the project builds and starts the program; undefined where it is not one of its programs. */
  recipe(role: R, source: Source | undefined): Recipe | undefined;
}

/** What a reader of project files gets. */
export interface ProjectFile<R extends Role> {
  readonly kind: ProjectKind;
  readonly folder: string;
  readonly text: string;
  /** Sources below the project's folder, with paths relative to the subject's folder. */
  readonly sources: readonly Source[];
  readonly naming: Naming<R>;
}

const readers: Readonly<Record<string, <R extends Role>(file: ProjectFile<R>) => Project<R>>> = {
  'cargo.toml': cargoProject,
  makefile: makeProject,
  gnumakefile: makeProject,
  'go.mod': goProject,
  'package.json': packageProject,
  'package.swift': swiftPackage,
};

/** The projects of the language's kinds in a folder, the outermost first. */
export function projectsIn<R extends Role>(
  folder: Folder,
  kinds: readonly ProjectKind[],
  sources: readonly Source[],
  naming: Naming<R>,
): Project<R>[] {
  const found: Project<R>[] = [];
  for (const { path, file } of folder.files) {
    if (file.text === undefined || isMade(path)) continue;
    const name = baseName(path).toLowerCase();
    const reader = readers[name];
    const kind = kinds.find((one) => one.file.toLowerCase() === name.replace(/^gnu/, ''));
    if (reader === undefined || kind === undefined) continue;
    const at = folderOf(path);
    const own = sources.filter((source) => at === '' || source.path.startsWith(`${at}/`));
    found.push(reader({ kind, folder: at, text: file.text, sources: own, naming }));
  }
  return found.sort((a, b) => a.folder.length - b.folder.length);
}

/** The innermost project that has the program. */
export function projectRecipe<R extends Role>(
  projects: readonly Project<R>[],
  role: R,
  source: Source | undefined,
): Recipe | undefined {
  for (const project of [...projects].reverse()) {
    const belongs = source === undefined || project.folder === '' || source.path.startsWith(`${project.folder}/`);
    const recipe = belongs ? project.recipe(role, source) : undefined;
    if (recipe !== undefined) return recipe;
  }
  return undefined;
}
