import { Server } from '@modelcontextprotocol/server';
import test from 'ava';
import { EngineServer } from '../../src/mcp/engine-server.js';
import { recordingLogger } from '../helpers/recording-logger.js';

const info = { name: 'guard', version: '1' };

test('the protected members of the SDK that we rely on are where they were', (t) => {
  const server = new Server(info, { capabilities: { tools: {} } });
  t.true(Object.hasOwn(server, '_negotiatedProtocolVersion'), 'Server._negotiatedProtocolVersion has moved');
  t.is(typeof Reflect.get(Server.prototype, '_wrapHandler'), 'function', 'Server._wrapHandler has moved');
});

test('a server made for the stateless era is in it before any message', (t) => {
  const options = { capabilities: { tools: {} }, supportedProtocolVersions: ['2026-07-28'] };
  t.is(new EngineServer(info, options, recordingLogger(), '2026-07-28').getNegotiatedProtocolVersion(), '2026-07-28');
  t.is(new EngineServer(info, options, recordingLogger()).getNegotiatedProtocolVersion(), undefined);
});

test('T124: what the SDK could not handle is logged without the message it came in', (t) => {
  const logger = recordingLogger();
  const server = new EngineServer(info, { capabilities: { tools: {} } }, logger);
  server.onerror?.(new Error('Received a response for an unknown message ID: {"secret":"hunter2"}'));
  t.deepEqual(logger.entries, [
    {
      level: 'debug',
      fields: { reason: 'Received a response for an unknown message ID' },
      message: 'A protocol message was not handled',
    },
  ]);
});
