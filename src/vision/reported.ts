/**
 * Turns work that reports by a callback into a stream of what it reports; the generator's return value is the work's result.
 * Whoever stops listening has to stop the work by himself.
 */
export async function* reported<Event, Result>(
  work: (report: (event: Event) => void) => Promise<Result>,
): AsyncGenerator<Event, Result> {
  const events: Event[] = [];
  let wake = (): void => {};
  let settled = false;
  const result = work((event) => {
    events.push(event);
    wake();
  }).finally(() => {
    settled = true;
    wake();
  });
  // Awaited below, or by nobody when the listener left.
  result.catch(() => {});
  while (true) {
    for (let event = events.shift(); event !== undefined; event = events.shift()) yield event;
    if (settled) return await result;
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (settled || events.length > 0) resolve();
    });
  }
}
