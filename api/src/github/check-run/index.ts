export { annotationBatches } from './annotations.ts';
export * from './content.ts';
export { type CommitStatus, commentBody, commitStatus, isCommentOf } from './fallback.ts';
export { codeSpan, prose } from './markdown/inline.ts';
export { plainLine } from './plain.ts';
export { type Refusal, refusalContent, sourceNotes } from './refusals.ts';
export { checkRunContent } from './report.ts';
export type { ReportContext, ReportLinks, SeenResult } from './report-context.ts';
export {
  archivedContent,
  cancelledContent,
  incompleteContent,
  inProgressContent,
  type NotOpen,
  nothingChangedContent,
  notOpenContent,
  type Progress,
  queuedContent,
  quotaContent,
  type Stranger,
  strangerContent,
  supersededContent,
  type Waiting,
} from './states.ts';
