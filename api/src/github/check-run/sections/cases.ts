import type { CaseResult } from '@gradewire/core';
import { formatPoints, outcomeWords } from '@gradewire/core/report';
import type { Block } from '../markdown/fit.ts';
import { prose } from '../markdown/inline.ts';
import { type Column, table } from '../markdown/table.ts';
import type { OwnPart } from '../own-part.ts';
import type { SeenResult } from '../report-context.ts';

const number = (heading: string): Column => ({ heading, align: 'right' });
const isPair = ({ group }: CaseResult) => group === 'pair' || group === 'pairs' || group === 'weather';
const mostGroups = 40;
/** Cases have rounded shares of a line's points, so sums of them are a little off. */
const tenths = (points: number) => formatPoints(Math.round(points * 10) / 10);

/**
 * Cases by group with their points. Where some are concealed there are no points: beside the rubric's lines they would
 * tell what the concealed ones gave.
 */
export function groupBlock({ complete }: SeenResult, { cases }: OwnPart): Block[] {
  if (cases.length === 0) return [];
  const groups = [...Map.groupBy(cases, ({ group }) => group)];
  const hasPoints = complete && cases.some(({ maxPoints }) => maxPoints > 0);
  const rows = groups.slice(0, mostGroups).map(([group, all]) => {
    const passed = all.filter(({ outcome }) => outcome === 'passed').length;
    const sum = (key: 'points' | 'maxPoints') => all.reduce((total, one) => total + one[key], 0);
    const max = sum('maxPoints');
    const points = max === 0 ? '–' : `${tenths(sum('points'))} of ${tenths(max)}`;
    return [prose(group, 80), `${passed} of ${all.length}`, ...(hasPoints ? [points] : [])];
  });
  const columns = [{ heading: 'Cases' }, number('passed'), ...(hasPoints ? [number('points')] : [])];
  return [{ rank: 5, name: 'groups of cases', forms: [`### Cases by group\n\n${table(columns, rows)}`] }];
}

/** The cases that did not pass, save the pairs, which the class table shows. */
export function failedBlock({ cases }: OwnPart): Block[] {
  const failed = cases.filter((one) => one.outcome !== 'passed' && one.outcome !== 'not-run' && !isPair(one));
  if (failed.length === 0) return [];
  const columns = [{ heading: 'Case' }, { heading: 'Outcome' }, { heading: 'What it is' }];
  const block = (shown: readonly CaseResult[]) => {
    const rows = shown.map(({ id, outcome, title }) => [prose(id, 120), outcomeWords[outcome], prose(title, 240)]);
    const rest = failed.length - shown.length;
    return [`### Cases that did not pass`, table(columns, rows), ...(rest > 0 ? [`… and ${rest} more.`] : [])].join(
      '\n\n',
    );
  };
  return [
    { rank: 6, name: 'failed cases', forms: [block(failed), block(failed.slice(0, 40)), block(failed.slice(0, 10))] },
  ];
}
