/** The time one call may take, all attempts and waits together. */
export interface Budget {
  /** Aborted when the time is up or the caller cancels. */
  readonly signal: AbortSignal;
  /** True when the time is up, false when the caller cancelled. */
  expired(): boolean;
  /** Milliseconds left. */
  remaining(): number;
  /** Waits; `false` when the signal was aborted meanwhile. */
  wait(milliseconds: number): Promise<boolean>;
  /** The promise's own result, or a rejection as soon as the signal is aborted. */
  within<T>(promise: Promise<T>): Promise<T>;
  /** Ends the timer and stops listening to the caller. */
  dispose(): void;
}

/** Starts the clock of a call. An own timer: the phase limits of HTTP libraries do not add up to a total. */
export function startBudget(milliseconds: number, caller: AbortSignal): Budget {
  const controller = new AbortController();
  const deadline = performance.now() + milliseconds;
  let expired = false;
  const cancel = () => controller.abort();
  const timer = setTimeout(() => {
    expired = !controller.signal.aborted;
    controller.abort();
  }, milliseconds);
  if (caller.aborted) cancel();
  else caller.addEventListener('abort', cancel);
  return {
    signal: controller.signal,
    // No getter: the accessors of an object made for every call would keep that call in memory until a full collection.
    expired: () => expired,
    remaining: () => deadline - performance.now(),
    wait: (duration) => sleep(duration, controller.signal),
    within: (promise) => raceAbort(promise, controller.signal),
    dispose() {
      clearTimeout(timer);
      caller.removeEventListener('abort', cancel);
    },
  };
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const stop = () => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve(true);
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}

function raceAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Error('aborted'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
