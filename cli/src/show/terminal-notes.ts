import type { GradingResult } from '@gradewire/core';
import { printable, wrap } from '@gradewire/core/report';
import type { Paint } from './paint.ts';

/** Folders and files that an instructor might take for graded, and names that were asked for in vain. */
export function renderNotGraded(result: GradingResult, paint: Paint, width: number): string[] {
  if (result.notes.length === 0) return [];
  return [paint('bold', 'Not graded'), ...result.notes.flatMap(({ text }) => item(text, width))];
}

/** What discovery has to say that costs nothing and so is no cause: a setup.sh that was not run, a choice it made. */
export function renderNotes(result: GradingResult, paint: Paint, width: number): string[] {
  const told = new Set(result.cases.flatMap((graded) => graded.feedback.map(({ code }) => code)));
  const notes = result.subjects.flatMap(({ id, notes }) =>
    notes.filter(({ code }) => !told.has(code)).map(({ text }) => ({ id, text })),
  );
  if (notes.length === 0) return [];
  const byText = Map.groupBy(notes, ({ text }) => text);
  const lines = [...byText].flatMap(([text, same]) => item(`${same.map(({ id }) => id).join(', ')}: ${text}`, width));
  return [paint('bold', 'Notes'), ...lines];
}

function item(text: string, width: number): string[] {
  return wrap(printable(text), width - 2).map((line, index) => `${index === 0 ? '- ' : '  '}${line}`);
}
