/** Waits for both, so that neither is still being made when the other one's fault is thrown. */
export async function allOrFirstFault<A, B>([first, second]: [Promise<A>, Promise<B>]): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
}
