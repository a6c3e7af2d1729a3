import test from 'ava';
import { consoleLogger } from '../../src/telemetry/console-logger.js';
import { silentLogger } from '../../src/telemetry/silent-logger.js';

function collect(): { readonly lines: string[]; readonly stream: { write(text: string): void } } {
  const lines: string[] = [];
  return { lines, stream: { write: (text) => void lines.push(text) } };
}

test('writes one JSON object per line, from the level on', (t) => {
  const { lines, stream } = collect();
  const logger = consoleLogger({ stream, level: 'warn' });
  logger.info({ a: 1 }, 'not written');
  logger.warn({ path: '/mcp', token: 'canary' }, 'something\nodd');
  t.is(lines.length, 1);
  const { time, ...entry } = JSON.parse(lines[0] ?? '');
  t.regex(time, /^\d{4}-\d\d-\d\dT/);
  t.deepEqual(entry, { level: 'warn', message: 'something\\nodd', path: '/mcp', token: '[redacted]' });
});

test('T124: debug is redacted as well', (t) => {
  const { lines, stream } = collect();
  consoleLogger({ stream, level: 'debug' }).debug({ headers: { authorization: 'Bearer canary-123' } }, 'request');
  t.false(lines.join('').includes('canary'));
});

test('text is one line for people', (t) => {
  const { lines, stream } = collect();
  consoleLogger({ stream, format: 'text' }).error({ status: 401, reason: 'no key' }, 'refused');
  t.regex(lines.join(''), /^\S+ error refused status=401 reason="no key"\n$/);
});

test('the silent logger writes nothing', (t) => {
  t.notThrows(() => silentLogger.error({ error: new Error('x') }, 'x'));
});
