import type { Feedback } from '@gradewire/core';
import type { Block } from '../markdown/fit.ts';
import { prose } from '../markdown/inline.ts';
import type { OwnPart } from '../own-part.ts';
import type { ReportContext, SeenResult } from '../report-context.ts';

/** What discovery and the intake have to say that costs nothing, and what is not graded at all. */
export function noteBlocks(result: SeenResult, own: OwnPart, { sourceNotes }: ReportContext): Block[] {
  const told = new Set(own.causes.map(({ code }) => code));
  const notes = own.subjects.flatMap((subject) => subject.notes).filter(({ code }) => !told.has(code));
  const lists: [string, readonly string[]][] = [
    ['Notes', [...sourceNotes, ...texts(notes)]],
    ['Not graded', texts(result.notes)],
  ];
  return lists
    .filter(([, items]) => items.length > 0)
    .map(([heading, items]) => ({
      rank: 8,
      name: 'notes',
      forms: [listOf(heading, items, 50), listOf(heading, items, 5)],
    }));
}

const texts = (notes: readonly Feedback[]): string[] => [...new Set(notes.map(({ text }) => text))];

function listOf(heading: string, items: readonly string[], most: number): string {
  const rest = items.length > most ? [`- … and ${items.length - most} more`] : [];
  return [`### ${heading}`, '', ...items.slice(0, most).map((text) => `- ${prose(text)}`), ...rest].join('\n');
}
