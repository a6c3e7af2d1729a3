export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Where the library writes what operators should know; `console` and pino fit. Fields come first, as in pino. */
export interface Logger {
  debug(fields: Readonly<Record<string, unknown>>, message: string): void;
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}
