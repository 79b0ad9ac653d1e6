import type { OpenApi } from '../../api/src/openapi/openapi.ts';

/** What of the document has been seen: which operations succeeded, and which types of problem were answered. */
export interface Ledger {
  add(seen: { method: string; path: string; status: number; problem: string | undefined }): void;
  /** Operations that nobody called with success. */
  unused(): readonly string[];
  /** Types of problem that no call ran into. */
  unprovoked(): readonly string[];
}

export function ledgerOf({ paths, components }: OpenApi): Ledger {
  const open = new Map(
    Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { operationId }]) => [`${method} ${path}`, operationId] as const),
    ),
  );
  const documented = JSON.stringify(components.responses).matchAll(/"(\/problems\/[\w-]+)"/g);
  const problems = new Set([...documented].map(([, type]) => type!));
  return {
    add({ method, path, status, problem }) {
      if (status < 400) open.delete(`${method} ${path}`);
      if (problem !== undefined) problems.delete(problem);
    },
    unused: () => [...open].map(([where, id]) => `${id} (${where})`),
    unprovoked: () => [...problems],
  };
}
