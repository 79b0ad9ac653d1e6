import type { RealisedLink } from './link/realised.ts';
import type { StoredTransfer } from './rudp/stored-transfer.ts';

/**
 * What was seen when a trial ran: facts only, JSON all through. Judging reads nothing else, so a regrade needs no
 * container. Times are milliseconds since the trial's start unless said otherwise.
 */
export interface Observation {
  readonly version: 1;
  readonly trial: string;
  readonly port: number;
  readonly server: ProcessObservation | null;
  /** When the server's socket was seen listening; null if never. */
  readonly serverReadyMs: number | null;
  /** Every TCP socket that listened at the server's endpoint when readiness was decided. */
  readonly listening: readonly ListeningSocket[];
  readonly serverAliveAtEnd: boolean;
  readonly clients: readonly ProcessObservation[];
  /** TCP conversations that crossed the link, in order of their first packet. */
  readonly conversations: readonly Conversation[];
  /** What the server wrote, where the trial asks for it; in the order of its paths. */
  readonly written: readonly WrittenFile[];
  /** Reliable UDP transfers that crossed the link, one for each socket of a sender. */
  readonly transfers: readonly StoredTransfer[];
  readonly link: LinkObservation;
  readonly durationMs: number;
}

/** A file that was written, beside the one of those expected that it agrees with for longest. */
export interface WrittenFile {
  readonly path: string;
  /** null: it was not there. */
  readonly bytes: number | null;
  /** Hexadecimal; of nothing where there is no file. */
  readonly sha256: string;
  /** Position in the list of expected files. */
  readonly closest: number;
  /** Bytes from the start that agree with it. */
  readonly agreesFor: number;
  /** Base64 of up to 64 bytes from where they part. */
  readonly follows: string;
}

export interface ListeningSocket {
  readonly address: string;
  readonly port: number;
}

/** How a process ended. `stopped`: we ended it because the trial was over. */
export type ProcessEnd =
  | { readonly how: 'exited'; readonly code: number }
  | { readonly how: 'signalled'; readonly signal: string }
  | { readonly how: 'stopped' }
  | { readonly how: 'wall-limit' }
  | { readonly how: 'out-of-memory' }
  | { readonly how: 'output-limit' }
  | { readonly how: 'not-started'; readonly reason: string }
  | { readonly how: 'not-run' };

export interface ProcessObservation {
  readonly argv: readonly string[];
  readonly end: ProcessEnd;
  readonly startedMs: number;
  readonly endedMs: number;
  /** UTF-8, capped at 64 KiB each; invalid bytes replaced. */
  readonly stdout: string;
  readonly stderr: string;
  readonly cpuMs: number;
  readonly maxRssKiB: number;
  /**
   * How long, at the least, one of its threads waited for a processor while none of its sandbox had one: what it lost to
   * others on this machine. Missing: nothing is known of it.
   */
  readonly starvedMs?: number;
}

export interface Conversation {
  readonly clientPort: number;
  readonly serverPort: number;
  readonly openedMs: number;
  /** The handshake was completed. */
  readonly established: boolean;
  /** A SYN was answered by a reset. */
  readonly refused: boolean;
  readonly fromClient: Stream;
  readonly fromServer: Stream;
}

/** One direction of a conversation, reassembled. */
export interface Stream {
  /** Base64 of the first 4096 bytes. */
  readonly bytes: string;
  readonly length: number;
  /** Segments that carried new data. */
  readonly segments: number;
  readonly firstByteMs: number | null;
  readonly lastByteMs: number | null;
  /** When this side said FIN, and RST. */
  readonly finMs: number | null;
  readonly resetMs: number | null;
}

export interface LinkObservation {
  readonly backend: string;
  readonly version: string;
  readonly framesForwarded: number;
  readonly framesDropped: number;
  /** Frames that had no room in the capture any more: nothing else in the observation tells of them. Missing: none. */
  readonly framesNotCaptured?: number;
  /** What the link did to packets; null where nothing crossed a link. */
  readonly realised: RealisedLink | null;
  /** Name of the capture among the case's artefacts; null where captures are not kept. */
  readonly capture: string | null;
}
