import type { Feedback, Outcome } from '@gradewire/core';

/** What feedback texts may speak of. Student bytes come quoted already. */
export interface Facts {
  /** `the go client`, `our reference client`, … */
  readonly client: string;
  readonly server: string;
  readonly port: number;
  readonly otherPort: number | null;
  readonly greeting: string;
  readonly reply: string;
  readonly replyBytes: number;
  /** What the client, and the server, printed last. */
  readonly clientSaid: string;
  readonly serverSaid: string;
  /** `exited with code 1`, `was ended by SIGSEGV`, … */
  readonly clientEnd: string;
  readonly serverEnd: string;
}

const said = (text: string) => (text === '' ? ' without a word' : ` saying ${text}`);

/** Every feedback of the kit by its stable code: one sentence for a student. */
const texts = {
  // The server never got as far as listening.
  'server-not-started': (f) => `${f.server} could not be started (${f.serverEnd})`,
  'server-exits-at-start': (f) =>
    `${f.server} ${f.serverEnd} before it listened on port ${f.port},${said(f.serverSaid)}`,
  'server-not-listening': (f) => `${f.server} runs but never listens on port ${f.port}`,
  'server-fixed-port': (f) =>
    `${f.server} listens on port ${f.otherPort} although it was told ${f.port}: take the port from the arguments`,
  'server-extra-argument': (f) =>
    `${f.server} starts only with a second argument (a backlog): the port must be enough, so choose the backlog yourself`,
  'server-loopback-only': (f) =>
    `${f.server} listens on 127.0.0.1 only, where no other machine can reach it: bind to 0.0.0.0`,
  // The client never got as far as connecting.
  'client-not-started': (f) => `${f.client} could not be started (${f.clientEnd})`,
  'client-fixed-port': (f) =>
    `${f.client} connects to port ${f.otherPort} although it was told ${f.port}: take the port from the arguments`,
  'client-never-connects': (f) =>
    `${f.client} never tries to connect to the address it was given and ${f.clientEnd},${said(f.clientSaid)}`,
  // Connecting.
  'server-gone': (f) => `${f.server} ${f.serverEnd}, so ${f.client} finds nobody listening,${said(f.serverSaid)}`,
  'server-serves-one-client': (f) =>
    `${f.server} serves one client and then ends: after closing a connection it must accept the next one`,
  'server-does-not-accept': (f) => `${f.server} listens but does not take the connection`,
  // The greeting.
  'client-sends-nothing': (f) => `${f.client} connects but sends no greeting and ${f.clientEnd}`,
  'client-greeting-not-hello': (f) => `${f.client} sends ${f.greeting} instead of "Hello in <language>"`,
  'client-leaves-early': (f) => `${f.client} closes the connection without waiting for the reply`,
  'client-resets': (f) => `${f.client} resets the connection and ${f.clientEnd}`,
  // The reply.
  'server-waits-for-newline': (f) =>
    `${f.server} waits for a newline that the protocol does not promise, so ${f.client}, which sends ${f.greeting}, gets no reply`,
  'server-waits-for-end-of-file': (f) =>
    `${f.server} reads until the client ends its side, which the protocol does not ask for, so ${f.client} gets no reply to ${f.greeting}`,
  'server-never-replies': (f) => `${f.server} takes ${f.greeting} from ${f.client} and never replies`,
  'server-blocked-by-earlier-client': (f) =>
    `${f.server} does not get round to ${f.client}: it is still busy with a client that has left`,
  'server-closes-without-reply': (f) => `${f.server} closes the connection without a reply to ${f.greeting}`,
  'server-resets': (f) => `${f.server} resets the connection instead of replying and closing it`,
  'server-crashes': (f) => `${f.server} ${f.serverEnd} while it serves ${f.client},${said(f.serverSaid)}`,
  'server-answers-too-early': (f) =>
    `${f.server} takes the first bytes of the greeting for all of it: a message may come in several segments, so read on`,
  'reply-echo': (f) => `${f.server} sends the greeting back (${f.reply}) instead of "Goodbye in <language>"`,
  'reply-not-goodbye': (f) => `${f.server} replies ${f.reply} instead of "Goodbye in <language>"`,
  'server-keeps-open': (f) =>
    `${f.server} replies ${f.reply} but leaves the connection open, so ${f.client} cannot know that this was all`,
  // After the reply.
  'client-waits-for-newline': (f) =>
    `${f.client} got ${f.reply} and the end of the connection, and still waits for a newline that the protocol does not promise`,
  'client-never-ends': (f) => `${f.client} got ${f.reply} and the end of the connection, and does not end`,
  'client-prints-nothing': (f) => `${f.client} got ${f.reply} but does not print it`,
  'client-prints-part': (f) =>
    `${f.client} prints only a part of the ${f.replyBytes} bytes of the reply: one receive may return a part, so read until the connection ends`,
  'client-exit-code': (f) => `${f.client} prints the reply but ${f.clientEnd} instead of 0`,
  'client-crashes': (f) => `${f.client} ${f.clientEnd},${said(f.clientSaid)}`,
  'server-dies-after': (f) =>
    `${f.server} serves both clients and then ${f.serverEnd}: a server ends only when it is killed`,
  // Slips that cost a little and hide nothing.
  'spelling-reply': (f) => `${f.server} replies ${f.reply}; the protocol spells it "Goodbye in <language>"`,
  'spelling-greeting': (f) => `${f.client} greets with ${f.greeting}; the protocol spells it "Hello in <language>"`,
  'client-excess-output': (f) => `${f.client} prints more than the reply: ${f.clientSaid}`,
  'client-other-arguments': (f) => `${f.client} only works when it is called in another way than "HOST PORT"`,
  // Usage.
  'usage-no-error-code': (f) => `${f.client} ${f.clientEnd}: an error must show in the exit code, which must not be 0`,
  'usage-silent': (f) => `${f.client} ends without a word: say what is wrong and how it is called`,
  'usage-hangs': (f) => `${f.client} does not end: report the error at once and exit with a code other than 0`,
  'usage-crashes': (f) => `${f.client} ${f.clientEnd} instead of reporting the error`,
  'usage-ignores-arguments': (f) => `${f.client} listens all the same: check the arguments before anything else`,
  'usage-stack-trace': (f) =>
    `${f.client} reports the error as a stack trace: one line that a user understands is better`,
  // Robustness.
  'hostile-client-breaks-server': (f) => `After that client, ${f.server} no longer serves an ordinary one`,
  'three-clients-not-served': (f) => `${f.server} does not serve three clients that wait at once: ${f.clientSaid}`,
  'long-reply-lost': (f) =>
    `${f.client} does not print all ${f.replyBytes} bytes of a long reply: read in a loop until the connection ends`,
  informational: (f) => `For information, no points: ${f.client} ${f.clientEnd}`,
  'challenge-done': (f) => `${f.server} names the client's language and prints its address`,
  'challenge-not-attempted': (f) =>
    `${f.server} replies ${f.reply}; challenge mode would say "Goodbye Gradewire from <language>"`,
  'challenge-no-address': (f) => `${f.server} names the client's language but does not print the client's address`,
  // Not run.
  'not-run-client': (f) => `Not run: ${f.client} does not work with the reference server yet`,
  'not-run-server': (f) => `Not run: ${f.server} does not work with the reference client yet`,
  // Out of bounds.
  'client-output-limit': (f) => `${f.client} prints without end; it was stopped after 1 MiB`,
  'server-output-limit': (f) => `${f.server} prints without end; it was stopped after 1 MiB`,
  'client-out-of-memory': (f) => `${f.client} used more memory than it may`,
  'server-out-of-memory': (f) => `${f.server} used more memory than it may`,
} satisfies Record<string, (facts: Facts) => string>;

export type Code = keyof typeof texts;
export const codes = Object.keys(texts) as Code[];

/** What went wrong on one side of an exchange. */
export interface Finding {
  readonly side: 'client' | 'server';
  readonly outcome: Outcome;
  readonly code: Code;
  readonly text: string;
}

export function finding(side: Finding['side'], outcome: Outcome, code: Code, facts: Facts): Finding {
  return { side, outcome, code, text: say(code, facts).text };
}

export function say(code: Code, facts: Facts): Feedback {
  const text = texts[code](facts);
  return {
    code,
    text: `${text.charAt(0).toUpperCase()}${text.slice(1)}.`.replace(/,? {2,}/g, ' ').replace(/"\.$/, '".'),
  };
}
