import type { Logger, LogLevel } from './logger.js';
import { redact, redactText } from './redact.js';

const severity: Readonly<Record<LogLevel, number>> = { debug: 10, info: 20, warn: 30, error: 40 };

export interface ConsoleLoggerOptions {
  /** The least level written. Default `info`. */
  readonly level?: LogLevel;
  /** Default `process.stderr`: on stdio transports, stdout belongs to the protocol. */
  readonly stream?: { write(text: string): unknown };
  /** One JSON object per line, or one line of text per entry for people. Default `json`. */
  readonly format?: 'json' | 'text';
}

function jsonLine(level: LogLevel, fields: Record<string, unknown>, message: string): string {
  return JSON.stringify({ time: new Date().toISOString(), level, message, ...fields });
}

function textLine(level: LogLevel, fields: Record<string, unknown>, message: string): string {
  const pairs = Object.entries(fields).map(([name, value]) => {
    const plain = typeof value === 'string' && !/[\s"=]/.test(value);
    return ` ${name}=${plain ? value : JSON.stringify(value)}`;
  });
  return `${new Date().toISOString()} ${level.padEnd(5)} ${message}${pairs.join('')}`;
}

/**
 * The default logger: one line per entry to stderr, with secrets redacted (by field name at any depth, and by
 * shape inside text) and control characters escaped, at every level.
 */
export function consoleLogger(options: ConsoleLoggerOptions = {}): Logger {
  const { level: least = 'info', stream = process.stderr, format = 'json' } = options;
  const line = format === 'json' ? jsonLine : textLine;
  const write =
    (level: LogLevel) =>
    (fields: Readonly<Record<string, unknown>>, message: string): void => {
      if (severity[level] < severity[least]) return;
      stream.write(`${line(level, redact(fields), redactText(message))}\n`);
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
