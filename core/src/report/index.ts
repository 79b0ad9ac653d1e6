export * from './cause-words.ts';
export * from './causes.ts';
export * from './cell-mark.ts';
export * from './points.ts';
export * from './printable.ts';
export * from './replay-command.ts';
export * from './weather.ts';
