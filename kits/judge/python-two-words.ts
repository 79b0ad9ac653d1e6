import { builtins, modules } from '../discover/python-two.ts';

/**
 * What Python 3 says of the places that `pythonTwo` finds in a source, as far as the whole program is for Python 2 then: a
 * method that dictionaries have no more, or `print >>`, may be one forgotten line that is hardly ever met.
 */
const words = [
  /SyntaxError: Missing parentheses in call to '(?:print|exec)'/,
  /SyntaxError: multiple exception types must be parenthesized/,
  new RegExp(`NameError: name '(?:${builtins.join('|')})' is not defined`),
  new RegExp(`ModuleNotFoundError: No module named '(?:${modules.join('|')})'`),
];

/** Whether Python 3 says in this text, quoted or not, what it only says of a program for Python 2. */
export function saysPythonTwo(text: string): boolean {
  return words.some((one) => one.test(text));
}
