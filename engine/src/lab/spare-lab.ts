import { randomUUID } from 'node:crypto';
import type Docker from 'dockerode';
import type { ImageStore } from '../images/image-store.ts';
import { runLabels } from '../sandbox/labels.ts';
import { type StartedLab, startLab } from './lab.ts';

/**
 * One lab made in advance, so that a run does not wait for containers to start. Each lab serves one run: nothing of a
 * student is left in one for the next. Labs of the emulator only.
 */
export interface SpareLab extends AsyncDisposable {
  /** Makes one in the background, unless there is one. What goes wrong costs nothing: `take` then makes a new one. */
  prepare(): void;
  /** The spare one, or a new one; the caller's to dispose of. Throws InfrastructureFault. */
  take(): Promise<StartedLab>;
}

export function spareLab(docker: Docker, images: Pick<ImageStore, 'ensure'>): SpareLab {
  let spare: Promise<StartedLab> | undefined;

  async function start(): Promise<StartedLab> {
    const { reference } = await images.ensure('lab');
    return startLab(docker, reference, runLabels(`spare-${randomUUID()}`));
  }

  return {
    prepare() {
      if (spare !== undefined) return;
      spare = start();
      spare.catch(() => {});
    },
    async take() {
      const taken = spare;
      spare = undefined;
      const lab = await taken?.catch(() => undefined);
      if (lab?.isAlive()) return lab;
      await lab?.[Symbol.asyncDispose]();
      return start();
    },
    async [Symbol.asyncDispose]() {
      const left = await spare?.catch(() => undefined);
      spare = undefined;
      await left?.[Symbol.asyncDispose]();
    },
  };
}
