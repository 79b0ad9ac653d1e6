/** A file's name and a line in it. Digits and names are bounded: the text is a stranger's. */
const name = String.raw`([\w.+-]{1,60}\.EXTENSION):(\d{1,6})`;
const frame = (before: string, extension: string) => new RegExp(before + name.replace('EXTENSION', extension), 'm');

// The innermost frame comes last in Python and first everywhere else. Only the student's own files: /work is theirs.
const python = /^\s{1,8}File "\/work\/(?:[^"\n]{0,200}\/)?([\w.+-]{1,60})", line (\d{1,6})/gm;
const others = [
  frame(String.raw`^\s{1,8}at (?!java|jdk|sun|kotlin|scala)[^\n(]{1,200}\(`, '(?:java|kt|scala)'),
  frame(String.raw`(?:^|[(\s]|file:\/\/)\/work\/(?:[^\s:]{1,200}\/)?`, '[cm]?[jt]s'),
  frame(String.raw`^\s{1,8}\/work\/(?:[^\s:]{1,200}\/)?`, 'go'),
];

/** Where in the student's own sources a stack trace points, `Sender.py, line 12`; undefined where it names no such place. */
export function placeOfFault(trace: string): string | undefined {
  const found = [...trace.matchAll(python)].at(-1) ?? others.map((one) => one.exec(trace)).find((one) => one !== null);
  return found ? `${found[1]}, line ${found[2]}` : undefined;
}
