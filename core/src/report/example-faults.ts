import type { Outcome } from '../outcome.ts';

/** For tests: faults of kinds that real programs have, by the language of the example that has it. */
export const faults: Readonly<
  Record<string, { role: 'client' | 'server'; outcome: Outcome; code: string; text: string }>
> = {
  python: {
    role: 'server',
    outcome: 'timed-out',
    code: 'server-waits-for-newline',
    text: 'The server waits for a newline that the protocol does not promise ("Hello in Go" ends without one): answer what one recv returns.',
  },
  c: {
    role: 'server',
    outcome: 'failed',
    code: 'server-serves-one-client',
    text: 'The server exits with status 0 after its first client: put accept, recv and send into a loop that goes on with the next client.',
  },
  lua: {
    role: 'client',
    outcome: 'failed',
    code: 'client-prints-nothing',
    text: 'The client received "Goodbye in C" and printed nothing: print the reply before exiting.',
  },
  ruby: {
    role: 'server',
    outcome: 'crashed',
    code: 'server-crashes',
    text: "The server ended with status 1 (undefined method `chomp' for nil) when the first client closed: gets returns nil at the end of the stream.",
  },
};
