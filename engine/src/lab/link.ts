import type { LinkProfile, RealisedLink } from '@gradewire/core';

/** The path between two ports of a lab, while a trial runs. Disposing of it ends it without a report. */
export interface StartedLink extends AsyncDisposable {
  /** Ends the link, and says what it did. */
  stop(): Promise<LinkReport>;
}

export interface LinkReport {
  /** pcapng; four interfaces: what each endpoint sent, and what was delivered to it. */
  readonly capture: Buffer;
  readonly framesForwarded: number;
  readonly framesDropped: number;
  /** Frames that had no room in the capture any more; missing where the backend does not say. */
  readonly framesNotCaptured?: number;
  readonly version: string;
  readonly realised: RealisedLink;
}

/** A way to join two ports. `client` and `server` are interface names in the link container. */
export interface LinkBackend {
  readonly name: string;
  start(client: string, server: string, profile: LinkProfile): Promise<StartedLink>;
}
