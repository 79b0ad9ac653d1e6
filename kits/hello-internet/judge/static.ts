import type { Feedback, Setup, SourceFile, Subject, Verdict } from '@gradewire/core';
import type { Config } from '../config.ts';

/** A static verdict and the share of its points that is earned. */
export interface StaticVerdict {
  readonly verdict: Verdict;
  readonly share: number;
}

/** Words of socket interfaces in the course's languages; a README that explains one uses several. */
const interfaceWords =
  /\b(sockets?|connect\w*|bind\w*|listen\w*|accept\w*|send\w*|recv\w*|receiv\w*|read\w*|writ\w+|close\w*|stream\w*|port|TcpListener|ServerSocket|dial)\b/gi;
const nameMarks = /\b(authors?|students?|team|members?|group|names?|written by|made by|by|autor(en|es)?|gruppe)\b/i;
const personName = /\b\p{Lu}\p{Ll}+([- ]\p{Lu}\.?)? \p{Lu}\p{Ll}+/u;
/** A mark and names on its line (`Authors: Ken & Lu`), or the students introducing themselves. */
const namesOnLine =
  /(\b(authors?|students?|members?|names?|by|autor(en|es)?)\b\W{1,8}|\b(we are|wir sind|nous sommes|somos|i am)\s+)\p{Lu}\p{Ll}+/iu;
const readmeLength = 300;

/** Whether a README is there, explains the socket interface and names the students: three parts of one point sum. */
export function judgeReadme(setup: Setup<Config>, subject: Subject): StaticVerdict {
  const readme = filesOf(setup, subject).find((file) =>
    /(^|\/)(readme|read_me|liesmich|lisezmoi|leeme|leggimi)(\.\w+)?$/i.test(file.path),
  );
  if (readme === undefined) {
    return failed(
      'readme-missing',
      'There is no README.md: explain the socket API of the language and name the students.',
      0,
    );
  }
  const text = readme.text ?? '';
  const words = new Set([...text.matchAll(interfaceWords)].map(([word]) => stem(word)));
  const explains = words.size >= 4 && text.length >= readmeLength;
  const names = namesOnLine.test(text) || (nameMarks.test(text) && personName.test(text));
  const feedback: Feedback[] = [];
  if (!explains) {
    const found = words.size === 0 ? 'none' : [...words].join(', ');
    const what =
      text.length < readmeLength
        ? `The README is only ${text.length} characters long: explain the calls of the socket API in at least ${readmeLength}.`
        : `The README hardly explains the socket API: of its calls it mentions ${found}.`;
    feedback.push({ code: 'readme-no-api', text: what });
  }
  if (!names)
    feedback.push({
      code: 'readme-no-names',
      text: 'The README does not name the students (for example "Authors: First Last, First Last").',
    });
  if (feedback.length === 0) return pass();
  return {
    verdict: { ...pass().verdict, outcome: 'failed', feedback },
    share: 0.2 + (explains ? 0.6 : 0) + (names ? 0.2 : 0),
  };
}

const namingCodes = ['folder-name', 'name-convention'];

/** Folder and file names by the convention; discovery has looked at them. Each slip costs a third. */
export function judgeNames(setup: Setup<Config>, subject: Subject): StaticVerdict {
  const slips = subject.notes.filter(({ code }) => namingCodes.includes(code));
  const missing = setup.discovery.missing.filter((one) => one.subject === subject.id);
  const feedback: Feedback[] = [
    ...slips,
    ...missing.map(({ role, tried }) => ({
      code: 'program-missing',
      text: `There is no ${role}: looked for ${tried.slice(0, 8).join(', ')}${tried.length > 8 ? ', …' : ''}.`,
    })),
  ];
  if (feedback.length === 0) return pass();
  return { verdict: { ...pass().verdict, outcome: 'failed', feedback }, share: Math.max(0, 1 - feedback.length / 3) };
}

function filesOf(setup: Setup<Config>, subject: Subject): SourceFile[] {
  const prefix = subject.folder === '' ? '' : `${subject.folder}/`;
  const inside = setup.tree.files.filter((file) => file.path.startsWith(prefix));
  return inside.sort((a, b) => a.path.split('/').length - b.path.split('/').length);
}

function stem(word: string): string {
  return word.toLowerCase().replace(/(ing|ed|es|s)$/, '');
}

function pass(): StaticVerdict {
  return { verdict: { outcome: 'passed', blame: null, feedback: [], evidence: [], metrics: {} }, share: 1 };
}

function failed(code: string, text: string, share: number): StaticVerdict {
  return { verdict: { ...pass().verdict, outcome: 'failed', feedback: [{ code, text }] }, share };
}
