import { isNamed } from '@gradewire/core';
import { z } from 'zod';
import { type DraftLine, round } from './lines.ts';

/**
 * A configuration's `without`: ids of cases, or beginnings of ids, that are left out with their points. A case in `basis`
 * cannot be: the others rest on it.
 */
export function Without(basis: string) {
  const rests = (name: string) => isNamed(name, [basis]) || isNamed(basis, [name]);
  return z
    .array(z.string().min(1))
    .default([])
    .refine((names) => !names.some(rests), `${basis}: all other cases rest on it, so it cannot be left out`);
}

/** The lines with the parts of these cases taken out, and the points of those parts; none where no part is left. */
export function withoutCases(lines: readonly DraftLine[], names: readonly string[]): DraftLine[] {
  if (names.length === 0) return [...lines];
  return lines.flatMap((line): DraftLine[] => {
    const parts = line.parts.filter((part) => !isNamed(part.case, names));
    if (parts.length === line.parts.length) return [line];
    if (parts.length === 0) return [];
    const sum = (of: DraftLine['parts']) => of.reduce((total, { share }) => total + share, 0);
    const left = sum(parts) / sum(line.parts);
    const evened = parts.map((part) => ({ ...part, share: part.share / left }));
    return [{ ...line, maxPoints: round(line.maxPoints * left), parts: evened }];
  });
}
