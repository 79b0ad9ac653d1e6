import type { Case, Discovery, Grading, Kit, Matrix, Setup } from '@gradewire/core';

/**
 * The kit as if each subject were in a class of its own with just one partner: then a class of n needs 3 n pairs
 * instead of n², and no subject's result depends on the others. The partner's own result is the one of the first class.
 */
export function classesOfTwo<Config>(kit: Kit<Config>, partner: string): Kit<Config> {
  const classesOf = (setup: Setup<Config>) =>
    setup.discovery.subjects
      .filter(({ id }) => id !== partner)
      .map(({ id }) => ({ ...setup, discovery: only(setup.discovery, [id, partner]) }));
  return {
    ...kit,
    plan: (setup, observations) => uniqueById(classesOf(setup).flatMap((one) => kit.plan(one, observations))),
    grade(setup, _cases, observations) {
      const gradings = classesOf(setup).map((one) => kit.grade(one, kit.plan(one, observations), observations));
      return {
        cases: uniqueById(gradings.flatMap(({ cases }) => cases)),
        subjects: uniqueById(gradings.flatMap(({ subjects }) => subjects)),
        matrix: merged(gradings),
      };
    },
  };
}

function only(discovery: Discovery, ids: readonly string[]): Discovery {
  return {
    subjects: discovery.subjects.filter(({ id }) => ids.includes(id)),
    programs: discovery.programs.filter(({ subject }) => ids.includes(subject)),
    missing: discovery.missing.filter(({ subject }) => ids.includes(subject)),
    ignored: [],
  };
}

function merged(gradings: readonly Grading[]): Matrix {
  const cells: Matrix['cells'] = {};
  for (const { matrix } of gradings) {
    for (const [client, row] of Object.entries(matrix.cells)) cells[client] = { ...cells[client], ...row };
  }
  const unique = (names: string[]) => [...new Set(names)];
  return {
    clients: unique(gradings.flatMap(({ matrix }) => matrix.clients)),
    servers: unique(gradings.flatMap(({ matrix }) => matrix.servers)),
    cells,
  };
}

function uniqueById<T extends Pick<Case, 'id'>>(items: readonly T[]): T[] {
  const seen = new Set<string>();
  return items.filter(({ id }) => !seen.has(id) && seen.add(id));
}
