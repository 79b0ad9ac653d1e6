import type { Subject } from '@gradewire/core';
import { languageSpelled } from './spelling.ts';

/**
 * The subjects that one name asks for: a folder's exact name before one in other letters, and that before a language
 * in any spelling. Empty where the name is nothing of this.
 */
export function subjectsCalled(asked: string, subjects: readonly Subject[]): readonly Subject[] {
  // As a shell completes it.
  const name = asked.replace(/^\.\//, '').replace(/\/$/, '');
  const exact = subjects.filter(({ id, folder }) => id === name || folder === name);
  if (exact.length > 0) return exact;
  const lower = name.toLowerCase();
  const alike = subjects.filter(({ id, folder }) => id.toLowerCase() === lower || folder.toLowerCase() === lower);
  if (alike.length > 0) return alike;
  const language = languageSpelled(name)?.id;
  return subjects.filter((subject) => language !== undefined && subject.language === language);
}
