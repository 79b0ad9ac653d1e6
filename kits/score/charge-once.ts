import type { DraftLine, Part } from './lines.ts';

export interface SettledPart {
  readonly part: Part;
  /** 0 to 1: as if earned in full where its cause was charged before. */
  readonly earned: number;
  /** Title of the line that was charged for its cause. */
  readonly before: string | undefined;
}

/**
 * Goes through a subject's lines in order: a part of a later line that fails for a cause which an earlier line was
 * charged for costs nothing there. `isOnce` says which causes are charged once; any other costs wherever it comes up.
 */
export function chargeOnce(
  lines: readonly DraftLine[],
  isOnce: (cause: string) => boolean,
): { draft: DraftLine; settled: SettledPart[] }[] {
  const charged = new Map<string, string>();
  return lines.map((draft) => {
    const own = new Set<string>();
    const settled = draft.parts.map((part) => {
      const cause = part.earned < 1 ? part.reasons[0]?.code : undefined;
      const before = cause === undefined ? undefined : charged.get(cause);
      if (cause !== undefined && before === undefined && isOnce(cause)) own.add(cause);
      return { part, earned: before === undefined ? part.earned : 1, before };
    });
    for (const cause of own) charged.set(cause, draft.title);
    return { draft, settled };
  });
}
