export * from './conversation.ts';
export * from './datagrams.ts';
export * from './frame.ts';
export * from './malformed-capture.ts';
export * from './pcapng.ts';
export * from './quote.ts';
export * from './transcript.ts';
