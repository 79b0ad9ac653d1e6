import type { SourceFile } from '@gradewire/core';
import type { Source } from '../../discover/sources.ts';

/**
 * How a source of a language shows its role: by the calls that open a connection, and by those that wait for one.
 * They are looked for in the code without comments. Each pattern takes linear time: the text is a stranger's.
 */
export interface ContentHint {
  readonly connects: RegExp;
  readonly listens: RegExp;
}

const posix = {
  connects: /\bconnect\s{0,9}\(/,
  listens: /\b(?:listen|accept4?)\s{0,9}\(/,
};
const python = {
  connects: /\.connect(?:_ex)?\s{0,9}\(|\b(?:create_connection|open_connection)\s{0,9}\(/,
  listens:
    /\.(?:listen|accept)\s{0,9}\(|\b(?:socketserver|create_server|start_server)\b|\b(?:TCPServer|ThreadingTCPServer)\b/,
};
const jvm = {
  connects: /(?<!Server)\bSocket\s{0,9}\(\s{0,9}[^\s)]|\.connect\s{0,9}\(|\bSocketChannel\.open\b/,
  listens: /\b(?:Async\w{0,40})?Server[Ss]ocket(?:Channel)?\b|\.accept\s{0,9}\(/,
};

export const contentHints: Readonly<Record<string, ContentHint>> = {
  c: posix,
  cpp: {
    connects: /\bconnect\s{0,9}\(|\b(?:connect|resolver)\b.{0,40}\bendpoint/,
    listens: /\b(?:listen|accept4?)\s{0,9}\(|\bacceptor\b/,
  },
  swift: {
    connects: /\bconnect\s{0,9}\(|\bNWConnection\s{0,9}\(|\bClientBootstrap\b/,
    listens: /\b(?:listen|accept)\s{0,9}\(|\bNWListener\b|\bServerBootstrap\b/,
  },
  python,
  jupyter: python,
  java: jvm,
  scala: jvm,
  kotlin: {
    connects: /(?<!Server)\bSocket\s{0,9}\(|\.connect\s{0,9}\(|\bSocketChannel\.open\b/,
    listens: jvm.listens,
  },
  rust: {
    connects: /\bTcpStream\s{0,9}::\s{0,9}connect|\bconnect_timeout\b/,
    listens: /\bTcpListener\b/,
  },
  go: {
    connects: /\bnet\.Dial|\bDial(?:er|Context|TCP|Timeout)?\s{0,9}[({]|\.Dial(?:Context)?\s{0,9}\(/,
    listens: /\bnet\.Listen|\.Accept(?:TCP)?\s{0,9}\(/,
  },
  csharp: {
    connects: /\bTcpClient\s{0,9}\(|\.(?:Begin)?Connect(?:Async)?\s{0,9}\(/,
    listens: /\bTcpListener\b|\.(?:Listen|Accept\w{0,20}|BeginAccept\w{0,20})\s{0,9}\(/,
  },
  javascript: {
    connects:
      /\b(?:net|socket|client|sock)\.(?:connect|createConnection)\s{0,9}\(|\bcreateConnection\s{0,9}\(|\bnew\s{1,9}(?:net\.)?Socket\b/,
    listens: /\bcreateServer\s{0,9}\(|\.listen\s{0,9}\(|\bnew\s{1,9}(?:net\.)?Server\b/,
  },
  lua: {
    connects: /[.:]connect\s{0,9}\(/,
    listens: /\bsocket\.bind\s{0,9}\(|[.:](?:listen|accept)\s{0,9}\(/,
  },
  ruby: {
    connects: /\bTCPSocket\b|\bSocket\.tcp\b(?!_server)|\.connect(?:_nonblock)?\b/,
    listens: /\bTCPServer\b|\btcp_server\w{0,20}|\.(?:listen|accept)\b/,
  },
  perl: {
    connects: /\bPeer(?:Addr|Host|Port)\b|\bconnect\s{0,9}\(/,
    listens: /\bListen\s{0,9}=>|\b(?:listen|accept)\s{0,9}\(|->accept\b/,
  },
};

interface Calls {
  readonly connects: boolean;
  readonly listens: boolean;
}

/** A file is looked at as part of several folders; its code is searched once. */
const seen = new WeakMap<SourceFile, Calls>();

/** What a source's calls show. */
export function callsOf({ file, language, code }: Source): Calls {
  const known = seen.get(file);
  if (known !== undefined) return known;
  const hint = contentHints[language.id];
  const calls = { connects: hint?.connects.test(code) ?? false, listens: hint?.listens.test(code) ?? false };
  seen.set(file, calls);
  return calls;
}
