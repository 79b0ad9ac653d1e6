/** One clock for all open event streams, which runs only while somebody watches. */
export interface Watch {
  /** `look` is called at once and then regularly, never twice at the same time, until the returned function is called. */
  start(look: () => Promise<void>, onClose: () => void): () => void;
  close(): void;
}

interface Watcher {
  readonly look: () => Promise<void>;
  readonly onClose: () => void;
  busy: boolean;
}

export function createWatch(everyMs: number): Watch {
  const watchers = new Set<Watcher>();
  let timer: NodeJS.Timeout | undefined;

  const lookOnce = async (watcher: Watcher) => {
    if (watcher.busy) return;
    watcher.busy = true;
    await watcher.look().finally(() => {
      watcher.busy = false;
    });
  };
  const stop = (watcher: Watcher) => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  return {
    start(look, onClose) {
      const watcher: Watcher = { look, onClose, busy: false };
      watchers.add(watcher);
      timer ??= setInterval(() => watchers.forEach(lookOnce), everyMs);
      void lookOnce(watcher);
      return () => stop(watcher);
    },
    close() {
      for (const watcher of watchers) {
        stop(watcher);
        watcher.onClose();
      }
    },
  };
}
