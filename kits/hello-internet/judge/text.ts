import type { ProcessObservation } from '@gradewire/core';

/** A goodbye as the policy accepts it: any case, quotes and trailing white space allowed. */
const goodbye = /good[\s-]*bye/i;
const exactGoodbye = /^Goodbye (in|[^\s]+( [^\s]+)* from) \S+/;
const hello = /hel+o/i;
const exactHello = /^Hello (in|from) \S+/;

export function isGoodbye(reply: string): boolean {
  return goodbye.test(reply);
}

/** The first letters of a goodbye, but not the word. */
export function beginsGoodbye(reply: string): boolean {
  const letters = reply.toLowerCase().replace(/[^a-z]/g, '');
  return letters !== '' && letters !== 'goodbye' && 'goodbye'.startsWith(letters);
}

export function isExactGoodbye(reply: string): boolean {
  // White space is forgiven: a newline after the language's name may be the greeting's own.
  return exactGoodbye.test(squeeze(reply));
}

export function isHello(greeting: string): boolean {
  return hello.test(greeting);
}

export function isExactHello(greeting: string): boolean {
  return exactHello.test(greeting);
}

/** The greeting sent back, with or without more around it, and no goodbye in it. */
export function isEcho(reply: string, greeting: string): boolean {
  return greeting.trim() !== '' && reply.includes(greeting.trim()) && !isGoodbye(reply.replace(greeting.trim(), ''));
}

/** Whether the program printed the text, whatever it does with white space at its ends and quotes around it. */
export function printed(process: ProcessObservation, text: string): boolean {
  return squeeze(process.stdout).includes(squeeze(text));
}

/** What programs put before what they received: `Received: `, `Server says> `. */
const label = /^\s*[\p{L} _-]{1,24}[:>]\s*/gmu;

/** Whether all of it is there but for white space, or a label before each piece, in between. */
export function printedInPieces(process: ProcessObservation, text: string): boolean {
  const bare = (from: string) => squeeze(from).replaceAll(' ', '');
  const out = [process.stdout, process.stdout.replace(label, '')];
  return bare(text) !== '' && out.some((one) => bare(one).includes(bare(text)));
}

/** Whether it says that a connection was refused, as all systems' and languages' error messages put it. */
export function isRefused(process: ProcessObservation): boolean {
  return /refused|ECONNREFUSED/i.test(`${process.stdout}\n${process.stderr}`);
}

/** Whether it printed at least the beginning. */
export function printedPart(process: ProcessObservation, text: string): boolean {
  const wanted = squeeze(text);
  const out = squeeze(process.stdout);
  return (
    wanted.length > 0 && [1, 4, 16].some((n) => n <= wanted.length && out.includes(wanted.slice(0, n))) && out !== ''
  );
}

/** What a client printed besides the reply: whole lines, on either stream. A label before the reply is no excess. */
export function excessLines(process: ProcessObservation, reply: string): string[] {
  const wanted = reply
    .split('\n')
    .map(squeeze)
    .filter((line) => line !== '');
  const lines = `${process.stdout}\n${process.stderr}`
    .split('\n')
    .map(squeeze)
    .filter((line) => line !== '');
  return lines.filter((line) => !wanted.some((part) => line.includes(part) && line.length <= part.length + 24));
}

/** Marks of an exception that nobody caught, in the languages of the course. */
export function isStackTrace(process: ProcessObservation): boolean {
  const text = `${process.stdout}\n${process.stderr}`;
  return stackTraces.some((mark) => mark.test(text));
}

const stackTraces = [
  /^Traceback \(most recent call last\)/m,
  /^Exception in thread "/m,
  /^\s+at .+\(.+:\d+(:\d+)?\)$/m,
  /panicked at /,
  /^goroutine \d+ \[/m,
  /^Unhandled Exception/m,
  /^\[ERROR\] FATAL UNHANDLED EXCEPTION/m,
  /^stack traceback:/m,
  /^Fatal error: /m,
  /terminate called after throwing/,
  /:\d+:in [`'].+[`'] ?(:|\()/,
];

/** White space as one blank; without the NULs that a C string's end brings along. */
/** Every run of white space is one space, and none is left at the ends. */
export function squeeze(text: string): string {
  return text.replaceAll('\0', '').replace(/\s+/g, ' ').trim();
}
