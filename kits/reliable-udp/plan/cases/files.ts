import type { Spec } from '../spec.ts';

/** Whole lines of 64 bytes: the last byte is a line break too, so that whoever strips it is found out. */
export const wholeLines = 312 * 64;

/** The first case: everything else waits for it, and is sized by what it shows. */
export const gate: Spec = {
  id: 'clean/text',
  topic: 'files',
  title: 'A text on a clean link: what was sent arrives',
  content: 'text',
  size: { bytes: wholeLines },
  link: {},
  seeds: 0,
  expectMs: 100,
  public: true,
};

/** Binary is what only a few of them are about: who takes bytes for text is to fail in those alone. */
const clean = { topic: 'files', content: 'binary', link: {}, seeds: 0, expectMs: 100 } as const;

export const files: readonly Spec[] = [
  gate,
  {
    ...clean,
    id: 'clean/binary',
    title: 'Every byte value: data are bytes and no text',
    size: { bytes: 20_000 },
    public: true,
  },
  {
    ...clean,
    id: 'clean/separators',
    title: 'A file full of "|": only the first two and the last one of a message separate',
    content: 'separators',
    size: { bytes: 6000 },
    public: true,
  },
  {
    ...clean,
    id: 'clean/empty',
    title: 'An empty file: start and end alone',
    content: 'text',
    size: { bytes: 0 },
    public: true,
  },
  { ...clean, id: 'clean/one-byte', title: 'One byte', content: 'text', size: { bytes: 1 }, public: true },
  {
    ...clean,
    id: 'clean/chunk-multiple',
    title: 'A file that fills its last packet exactly: no byte too many, none too few',
    content: 'text',
    size: { chunks: 7 },
    public: true,
  },
  {
    ...clean,
    id: 'clean/stdin',
    title: 'Standard input: without -f the file is read from there',
    size: { bytes: 20_000 },
    how: 'stdin',
    public: true,
  },
  {
    ...clean,
    id: 'clean/two-senders',
    title: 'Two senders at once: neither disturbs the other',
    content: 'text',
    size: { bytes: wholeLines },
    how: 'two-senders',
  },
  {
    ...clean,
    id: 'clean/large',
    title: 'A file of 1 MB: numbers grow, buffers do not',
    content: 'text',
    size: { bytes: 1_000_000 },
    expectMs: 2000,
  },
];
