/** What the first ctrl-c says. */
export const stoppingLine = 'stopping: what runs is ended and removed (ctrl-c again to leave at once)\n';

/** Why work was given up: the user wants it. */
export class Interrupted extends Error {}

/** The first ctrl-c tells the work to end in order, sandboxes and all; a second one ends the process. */
export async function interruptibly<T>(onFirst: () => void, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    onFirst();
    controller.abort(new Interrupted());
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
