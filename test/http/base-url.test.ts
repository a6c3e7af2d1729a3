import type { IncomingMessage } from 'node:http';
import test from 'ava';
import { baseUrl } from '../../src/http/base-url.js';

function request(localAddress: string | undefined, host: string | undefined, more: object = {}): IncomingMessage {
  return { socket: { localAddress, ...more }, headers: { host }, url: '/mcp' } as unknown as IncomingMessage;
}

const publicUrl = { host: 'mcp.test', origin: 'https://mcp.test', path: '/x' };

test('T008: with a public URL, nothing else counts', (t) => {
  t.is(baseUrl(request('127.0.0.1', 'localhost:1'), publicUrl), 'https://mcp.test/x');
  t.is(baseUrl(request('192.0.2.1', 'evil.test'), publicUrl), 'https://mcp.test/x');
});

test('T008: without one, only a name of loopback on a loopback connection counts', (t) => {
  t.is(baseUrl(request('127.0.0.1', 'localhost:3001'), undefined), 'http://localhost:3001');
  t.is(baseUrl(request('::1', '[::1]:3001'), undefined), 'http://[::1]:3001');
  t.is(baseUrl(request('::ffff:127.0.0.1', 'LOCALHOST'), undefined), 'http://localhost');
  t.is(baseUrl(request('127.0.0.1', 'localhost:1', { encrypted: true }), undefined), 'https://localhost:1');
  t.is(baseUrl(request('192.0.2.1', 'localhost:3001'), undefined), undefined);
  const foreign = [
    'evil.test',
    'localhost.evil.test',
    'localhost:1@evil.test',
    'localhost:1/x',
    'localhost:99999',
    'localhost:999999',
    '',
  ];
  for (const host of [...foreign, undefined]) t.is(baseUrl(request('127.0.0.1', host), undefined), undefined, host);
});

test('T008: the mount path in Express is part of it', (t) => {
  const mounted = Object.assign(request('127.0.0.1', 'localhost:1'), { baseUrl: '/deep' });
  t.is(baseUrl(mounted, undefined), 'http://localhost:1/deep');
});
