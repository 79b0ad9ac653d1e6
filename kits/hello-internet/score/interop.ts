import { type Blame, isNamed, type Setup, type Subject } from '@gradewire/core';
import type { DraftLine, Part } from '../../score/lines.ts';
import type { Config } from '../config.ts';
import { notRunPair, type Verdicts } from './verdicts.ts';

/** Pairs with the class: full from a share on; a pair that the other side spoils does not count. None if all are left out. */
export function interopLine(setup: Setup<Config>, subject: Subject, verdicts: Verdicts): DraftLine[] {
  const { clients, servers } = verdicts.matrix;
  const pairs = clients.flatMap((client) =>
    servers
      .filter((server) => client === subject.id || server === subject.id)
      .map((server) => `pair/${client}/${server}`),
  );
  if (pairs.length > 0 && pairs.every((id) => isNamed(id, setup.config.without))) return [];
  const parts: Part[] = [];
  for (const [client, row] of Object.entries(verdicts.matrix.cells)) {
    for (const [server, cell] of Object.entries(row)) {
      if (client !== subject.id && server !== subject.id) continue;
      const own = [...(client === subject.id ? ['client'] : []), ...(server === subject.id ? ['server'] : [])];
      const at = `pair/${client}/${server}`;
      const mine = cell.blame === 'both' || own.includes(cell.blame as Exclude<Blame, 'both'>);
      if (cell.outcome !== 'passed' && !mine) continue;
      const verdict = verdicts.byCase.get(at) ?? notRunPair(setup, client, server, cell);
      const reasons = verdict.feedback.filter(({ code }) => own.some((side) => isOf(side, code)));
      parts.push({ case: at, share: 1, earned: cell.outcome === 'passed' ? 1 : 0, reasons });
    }
  }
  const needed = Math.max(1, parts.length * setup.config.interopFullAt);
  return [
    {
      id: 'interop/pairs',
      title: `Works with the class (full at ${Math.round(setup.config.interopFullAt * 100)} %)`,
      maxPoints: setup.config.points.interop,
      kind: 'automatic',
      parts: parts.map((part) => ({ ...part, share: 1 / needed })),
    },
  ];
}

/** Whether a feedback of a pair speaks of that side's fault. */
function isOf(side: string, code: string): boolean {
  if (code.startsWith('reply-')) return side === 'server';
  return code.startsWith(`${side}-`) || /^not-(run|built)-(.*)$/.exec(code)?.[2] === side;
}
