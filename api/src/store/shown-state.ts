type Shown<S extends string> = S extends 'claimed' ? 'running' : S;

/** What a run's state is called in answers: `claimed` is the queue's word for it. */
export function shownState<S extends string>(state: S): Shown<S> {
  return (state === 'claimed' ? 'running' : state) as Shown<S>;
}

/** The queue's word for a state that somebody asks for. */
export function storedState<S extends string>(state: S): Exclude<S, 'running'> | 'claimed' {
  return (state === 'running' ? 'claimed' : state) as Exclude<S, 'running'> | 'claimed';
}
