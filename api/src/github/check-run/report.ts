import { count } from '@gradewire/core/report';
import { annotationsOf } from './annotations.ts';
import { type Action, type CheckRunContent, limits } from './content.ts';
import { fit } from './markdown/fit.ts';
import { link } from './markdown/inline.ts';
import { isGood, type OwnPart, ownPart } from './own-part.ts';
import { plainTitle } from './plain.ts';
import { linkLine, type ReportContext, type SeenResult } from './report-context.ts';
import { buildBlocks } from './sections/builds.ts';
import { failedBlock, groupBlock } from './sections/cases.ts';
import { causeBlocks } from './sections/causes.ts';
import { failureBlocks, firstFailure } from './sections/first-failure.ts';
import { interopBlocks } from './sections/interop.ts';
import { noteBlocks } from './sections/notes.ts';
import { headline, isSelfCheck, linesBlock, scoreBlock } from './sections/score.ts';

/** A comment carries the summary below a heading of its own: room for that is left. */
const summaryBytes = limits.textBytes - 2048;

/**
 * What the check run of a graded commit says. `result` is what a student may see of it; nothing else of the run comes
 * in, so nothing else can come out.
 */
export function checkRunContent(result: SeenResult, context: ReportContext): CheckRunContent {
  const own = ownPart(result, context);
  const more = `All of it is in the ${link('full report', context.links.report)}.`;
  const summary = [
    scoreBlock(result, own, context),
    { rank: 0, name: 'links', forms: [linkLine(context.links)] as const },
    ...causeBlocks(own),
    ...linesBlock(own),
    ...interopBlocks(own),
  ];
  const first = firstFailure(own);
  const folder = own.subjects.find(({ id }) => id === first?.subject)?.folder ?? '';
  const text = [
    ...buildBlocks(own),
    ...(first === undefined ? [] : failureBlocks(result, first, context.links, folder)),
    ...groupBlock(result, own),
    ...failedBlock(own),
    ...noteBlocks(result, own, context),
  ];
  return {
    status: 'completed',
    conclusion: isGood(own) ? 'success' : 'failure',
    title: plainTitle(titleOf(result, own, context), limits.titleCharacters),
    summary: fit(summary, summaryBytes, more),
    ...(text.length === 0 ? {} : { text: fit(text, limits.textBytes, more) }),
    annotations: annotationsOf({ subjects: own.subjects, programs: own.programs, cases: own.cases }, context.sources),
    actions: actionsOf(result, context),
  };
}

function titleOf(result: SeenResult, own: OwnPart, context: ReportContext): string {
  const selfCheck = isSelfCheck(result, context) ? 'Self-check: ' : '';
  const dear = own.causes.filter(({ lostPoints }) => lostPoints > 0).length;
  const late = result.score !== null && result.score.late !== 0 ? ' (late)' : '';
  return `${selfCheck}${headline(result, own)}${late}${dear === 0 ? '' : ` · ${count(dear, 'thing')} to mend`}`;
}

function actionsOf(result: SeenResult, context: ReportContext): Action[] {
  const again: Action = { label: 'Grade again', description: 'Run everything once more', identifier: 'run-again' };
  const official: Action = {
    label: 'Grade officially',
    description: 'Hand this commit in',
    identifier: 'run-official',
  };
  return [
    ...(context.offers.runAgain ? [again] : []),
    ...(context.offers.runOfficial && isSelfCheck(result, context) ? [official] : []),
  ];
}
