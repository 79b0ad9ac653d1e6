import { fence } from '../markdown/fence.ts';
import type { Block } from '../markdown/fit.ts';
import { prose } from '../markdown/inline.ts';
import type { OwnPart } from '../own-part.ts';

/** What the compiler said of each program that is not built. */
export function buildBlocks({ programs }: OwnPart): Block[] {
  return programs
    .filter(({ outcome }) => outcome === 'build-failed')
    .map(({ id, log }) => {
      const lines = log.split('\n');
      const form = (most: number) => `### ${prose(id, 120)} is not built\n\n${fence(lines, most)}`;
      return { rank: 3, name: 'build logs', forms: [form(80), form(20), form(5)] };
    });
}
