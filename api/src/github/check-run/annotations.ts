import { type CaseResult, crashOf, type ProgramResult, type SubjectResult } from '@gradewire/core';
import { compilerMessages } from './compiler/compiler-messages.ts';
import type { Diagnostic } from './compiler/diagnostic.ts';
import { type RepositoryPaths, repositoryPaths } from './compiler/repository-path.ts';
import { type Annotation, limits } from './content.ts';
import { cutBytes, plainLine, plainTitle } from './plain.ts';

/** More remarks than that nobody reads, and each fifty cost a request. */
const mostAnnotations = 100;
/** GitHub keeps line numbers in 32 bits. */
const mostLines = 2 ** 31 - 1;
const stderrMark = '[stderr] ';
const endedHere = 'The program ended here';

export interface Annotated {
  readonly subjects: readonly Pick<SubjectResult, 'id' | 'folder'>[];
  readonly programs: readonly ProgramResult[];
  readonly cases: readonly Pick<CaseResult, 'id' | 'subject' | 'outcome' | 'evidence'>[];
}

/** Where the sources are: all paths of the frozen tree, and where in the repository it was taken from. */
export interface Sources {
  readonly files: readonly string[];
  readonly root: string;
}

/**
 * Remarks on the lines where a build failed or a program crashed, errors first. Only on files of the hand-in: what a
 * program prints does not choose where a remark goes.
 */
export function annotationsOf({ subjects, programs, cases }: Annotated, { files, root }: Sources): Annotation[] {
  const paths = repositoryPaths(files, root);
  const found: Annotation[] = [];
  for (const { id, folder } of subjects) {
    for (const program of programs) {
      if (program.outcome !== 'build-failed' || !program.id.startsWith(`${id}/`)) continue;
      const title = `The ${program.role} is not built`;
      found.push(...compilerMessages(program.log).flatMap((one) => annotation(one, paths, folder, title) ?? []));
    }
    for (const graded of cases) {
      if (graded.subject !== id) continue;
      for (const crash of crashesIn(graded, paths, folder)) {
        const remark = annotation(crash, paths, folder, endedHere);
        if (remark !== null) found.push(remark);
      }
    }
  }
  const seen = new Set<string>();
  const ordered = found.filter((one) => {
    const key = JSON.stringify([one.path, one.start_line, one.title === endedHere ? '' : one.message]);
    return seen.has(key) ? false : seen.add(key);
  });
  const errors = ordered.filter(({ annotation_level }) => annotation_level === 'failure');
  const others = ordered.filter(({ annotation_level }) => annotation_level !== 'failure');
  return [...errors, ...others].slice(0, mostAnnotations);
}

/** A request of the checks API takes fifty; the next ones are added by updates. */
export function* annotationBatches(annotations: readonly Annotation[]): Generator<readonly Annotation[]> {
  for (let at = 0; at < annotations.length; at += limits.annotationsPerRequest) {
    yield annotations.slice(at, at + limits.annotationsPerRequest);
  }
}

/** In a pair the evidence is of two subjects, and does not say whose line is whose. */
function crashesIn(graded: Annotated['cases'][number], paths: RepositoryPaths, folder: string): Diagnostic[] {
  if (graded.outcome === 'passed' || graded.id.startsWith('pair/') || graded.id.startsWith('weather/')) return [];
  return graded.evidence.flatMap(({ lines }) => {
    const stderr = lines.filter((line) => line.startsWith(stderrMark)).map((line) => line.slice(stderrMark.length));
    // Evidence shows a tab and the beginning of a colour as escapes.
    const told = stderr.map((line) => line.replace(/^(\\x09|\\t)+/, '\t').replaceAll('\\x1b', '\x1b'));
    const crash = crashOf(told.join('\n'));
    const frame = crash?.frames.find(({ file }) => paths.of(file, folder) !== null);
    return crash && frame ? [{ ...frame, column: null, severity: 'error', message: crash.message }] : [];
  });
}

function annotation(one: Diagnostic, paths: RepositoryPaths, folder: string, title: string): Annotation | null {
  const path = paths.of(one.file, folder);
  if (path === null || one.line < 1 || one.line > mostLines) return null;
  const message = cutBytes(plainLine(one.message, 2000), limits.annotationMessageBytes);
  return {
    path,
    start_line: one.line,
    end_line: one.line,
    annotation_level: one.severity === 'error' ? 'failure' : 'warning',
    title: plainTitle(title, limits.titleCharacters),
    message: message === '' ? 'no message' : message,
  };
}
