import type { EndpointSide } from '@gradewire/core';
import { prefixedLines } from './prefixed-lines.ts';

export interface ProgramOutput {
  readonly take: (side: EndpointSide, stream: 1 | 2, bytes: Buffer) => void;
  /** No more comes. */
  readonly end: () => void;
}

/** Where what the two programs print goes: line by line with the name before it, or quietly as it is. */
export function programOutput({ quiet, json }: { readonly quiet: boolean; readonly json: boolean }): ProgramOutput {
  const place = (stream: 1 | 2) => (stream === 1 && !json ? process.stdout : process.stderr);
  if (quiet) {
    // The bytes are a view of a buffer that is used again.
    return { take: (_, stream, bytes) => void place(stream).write(Buffer.from(bytes)), end() {} };
  }
  const lines = (side: EndpointSide) => {
    const writer = (stream: 1 | 2) => prefixedLines(`${side} | `, (text) => void place(stream).write(text));
    return { 1: writer(1), 2: writer(2) };
  };
  const writers = { client: lines('client'), server: lines('server') };
  return {
    take: (side, stream, bytes) => writers[side][stream].take(bytes),
    end() {
      for (const { 1: stdout, 2: stderr } of Object.values(writers)) {
        stdout.end();
        stderr.end();
      }
    },
  };
}
