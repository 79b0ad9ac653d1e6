import type { Feedback, Language } from '@gradewire/core';
import type { PythonTwo } from '../../discover/python-two.ts';

export * from '../../discover/notes.ts';

/** Where a sender is looked for. */
export const namesTried: readonly string[] = [
  'sender.*',
  '*sender*.*',
  'rudp*.*',
  'sender/*',
  'sender',
  'Makefile',
  'Cargo.toml',
  'go.mod',
  'package.json',
  'gradewire.yml',
];

export function pythonTwoFound(path: string, { line, what }: PythonTwo, others: number): Feedback {
  const more = others === 0 ? '' : ` So ${others === 1 ? 'is one file' : `are ${others} files`} that it loads.`;
  return {
    code: 'python-2',
    text: `${path} is written for Python 2 (line ${line}: ${what}), and Python 3 runs it: port it.${more}`,
  };
}

export function wrapperNotUsed(path: string, started: string, reason: string): Feedback {
  return { code: 'wrapper-not-used', text: `${path} is not used: ${reason}. ${started} is started instead.` };
}

export function notByName(path: string, language: Language): Feedback {
  const expected = `sender${language.extensions[0] ?? ''}`;
  return { code: 'name-convention', text: `The sender is ${path}, found by its content: call it ${expected}.` };
}
