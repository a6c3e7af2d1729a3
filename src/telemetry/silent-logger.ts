import type { Logger } from './logger.js';

const ignore = (): void => undefined;

/** Writes nothing. For tests, and for hosts that log elsewhere. */
export const silentLogger: Logger = Object.freeze({ debug: ignore, info: ignore, warn: ignore, error: ignore });
