import { type Language, outputFolder } from '@gradewire/core';
import { helpersOf } from '../../discover/belonging.ts';
import { type Folder, folderOf } from '../../discover/folder.ts';
import type { ToldRoles } from '../../discover/naming.ts';
import { type Project, projectRecipe, projectsIn } from '../../discover/projects.ts';
import type { Recipe } from '../../discover/recipe.ts';
import { singleFile } from '../../discover/single-file.ts';
import type { Source } from '../../discover/sources.ts';
import { interpreted } from './interpreted.ts';
import { naming, toldByName, toldByPath } from './names.ts';

/** A submission as it is searched: its sources, and what its project files say. */
export interface Place {
  readonly folder: Folder;
  readonly sources: readonly Source[];
  readonly projects: ReadonlyMap<Language, readonly Project<'sender'>[]>;
}

export function placeOf(folder: Folder, sources: readonly Source[]): Place {
  const languages = new Set(sources.map(({ language }) => language));
  const projects = [...languages].map((language) => {
    const own = sources.filter((source) => source.language === language);
    return [language, projectsIn(folder, language.projects ?? [], own, naming)] as const;
  });
  return { folder, sources, projects: new Map(projects) };
}

/** What all project files tell of the sources. */
export function toldIn({ projects }: Place): ToldRoles<'sender'> {
  return new Map([...projects.values()].flat().flatMap((project) => [...project.told]));
}

/** How a source is built and started: by its project, else by itself. */
export function recipeOf(source: Source, { sources, projects }: Place): Recipe {
  const made = projectRecipe(projects.get(source.language) ?? [], 'sender', source);
  if (made !== undefined) return made;
  if (source.language.build.length === 0) return interpreted(source, sources);
  const helpers = helpersOf(source, sources, {
    belongs: () => true,
    saysWhose: (path) => folderOf(path) !== '' && toldByPath(path) !== undefined,
  });
  return singleFile(source, { output: outputFolder('sender'), helpers, fits: (name) => saysSender(name) });
}

/** A program that a project makes of no source that was recognised. */
export function madeWithoutSource({ projects }: Place): { language: Language; recipe: Recipe } | undefined {
  for (const [language, own] of projects) {
    const recipe = projectRecipe(own, 'sender', undefined);
    if (recipe !== undefined) return { language, recipe };
  }
  return undefined;
}

function saysSender(name: string): boolean {
  return ['exact', 'sender'].includes(toldByName(name) ?? '');
}
