import { ConfigurationError } from '../errors.js';

/** A method of the proxy was called when, or how, it cannot be. */
export function misuse(place: string, message: string, fix: string): ConfigurationError {
  return new ConfigurationError([{ place, message, fix }], 'The proxy cannot do this');
}
