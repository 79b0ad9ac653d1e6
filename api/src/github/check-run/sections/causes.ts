import { blamedWords, type Cause, lostWords, placesWords } from '@gradewire/core/report';
import type { Block } from '../markdown/fit.ts';
import { codeSpan, prose } from '../markdown/inline.ts';
import type { OwnPart } from '../own-part.ts';

/** So many come before all else; a class's row and column has to have room beside them. */
const dearest = 10;

/** Each fault once, the dearest first: what it costs, whom it is charged to, what to do, and where it shows. */
export function causeBlocks({ causes, reported }: OwnPart): Block[] {
  return causes.map((cause, index): Block => {
    const heading = index === 0 ? ['### What fails and why'] : [];
    return {
      rank: index < dearest ? 1 : 3,
      name: 'causes',
      forms: [[...heading, causeText(cause, index + 1, reported.matrix)].join('\n\n')],
    };
  });
}

function causeText(cause: Cause, number: number, matrix: OwnPart['reported']['matrix']): string {
  const places = placesWords(cause, matrix);
  const indent = ' '.repeat(`${number}. `.length);
  const where = places.length === 0 ? [] : [`${indent}Where: ${prose(places.join('; '), 400)}`];
  return [
    `${number}. **${prose(lostWords(cause))} · ${prose(blamedWords(cause), 200)}** (${codeSpan(cause.code, 80)})\\`,
    `${indent}${prose(cause.text)}${where.length > 0 ? '\\' : ''}`,
    ...where,
  ].join('\n');
}
