import type { Outcome } from '@gradewire/core';
import type { ImageEvent } from './images/image-store.ts';

/** What a grading run tells while it goes on. Events only inform: nothing depends on who listens. */
export type ProgressEvent =
  | { readonly kind: 'discovered'; readonly subjects: number; readonly programs: number; readonly missing: number }
  | { readonly kind: 'image'; readonly event: ImageEvent }
  | { readonly kind: 'build-started'; readonly subject: string }
  | {
      readonly kind: 'build-ended';
      readonly subject: string;
      readonly failed: readonly string[];
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'case-started'; readonly id: string }
  | {
      readonly kind: 'case-ended';
      readonly id: string;
      readonly outcome: Outcome;
      readonly text: string;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'retry'; readonly id: string; readonly reason: string };

export type OnProgress = (event: ProgressEvent) => void;
