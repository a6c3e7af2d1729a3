import { createServer, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** One red pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

/** A second of nothing: the header of a WAV file without samples. */
const WAV = Buffer.from('UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=', 'base64');

type Answer = (response: ServerResponse) => void | Promise<void>;

function send(status: number, type: string, body: string | Buffer): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': type }).end(body);
  };
}

const answers = new Map<string, Answer>([
  ['/simple-text', send(200, 'text/plain; charset=utf-8', 'This is a simple text response for testing.')],
  ['/image', send(200, 'image/png', PNG)],
  ['/audio', send(200, 'audio/wav', WAV)],
  ['/document', send(200, 'text/plain', 'This is an embedded resource content.')],
  [
    '/bundle',
    send(
      200,
      'application/json',
      JSON.stringify({
        text: 'Multiple content types test:',
        image: PNG.toString('base64'),
        note: { test: 'data', value: 123 },
      }),
    ),
  ],
  [
    '/failure',
    send(
      500,
      'application/json',
      JSON.stringify({ error: { message: 'This tool intentionally returns an error for testing' } }),
    ),
  ],
  [
    '/slow',
    async (response) => {
      await sleep(300);
      response.writeHead(200, { 'content-type': 'text/plain' }).end('Done.');
    },
  ],
]);

/** The REST API behind the conformance fixtures: what a scenario's tool is to return, as an ordinary HTTP answer. */
export function createRestBackend(): Server {
  return createServer((request, response) => {
    const answer = answers.get(request.url ?? '');
    if (!answer) return void response.writeHead(404).end();
    return void answer(response);
  });
}
