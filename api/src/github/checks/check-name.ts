import type { Binding } from '../acting.ts';

/** One for each assignment, so that two of them may be handed in by the same repository. */
export function checkName({ assignment }: Pick<Binding, 'assignment'>): string {
  return `Gradewire / ${assignment.slug}`;
}
