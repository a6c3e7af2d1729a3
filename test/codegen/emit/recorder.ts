import { type BackendClientFactory, BackendFailure } from 'mcp-rest-proxy';
import { createDice, type Dice, pick } from './dice.js';
import { fittingValue, randomValue } from './random-values.js';

/** A request as the backend would have seen it. */
export type Sent = Readonly<Record<string, unknown>>;

/** What the backend says it answers with: the published schema, and whether that wraps the answer in `result`. */
export interface Promised {
  readonly schema: Readonly<Record<string, unknown>> | undefined;
  readonly wrapped: boolean;
}

/** A backend without a network, which answers as the dice fall. */
export interface Recorder {
  readonly sent: Sent[];
  readonly client: BackendClientFactory;
  /** Settles what the next calls are answered. */
  answer(seed: number, promised: Promised): void;
}

/** What a boundary is made of is chance; everything else is bytes. */
export function withoutBoundary(text: string, contentType: string): string {
  const boundary = /boundary="?([^";]+)/.exec(contentType)?.[1];
  return boundary === undefined ? text : text.replaceAll(boundary, 'BOUNDARY');
}

/** Answers that say more than JavaScript values can: broken, empty, and with integers that a double cannot hold. */
const ODD = ['{"broken"', '', '{"big":12345678901234567890,"list":[9007199254740993]}', '9007199254740993'];
const TYPES = ['application/json', 'application/json', 'text/plain', 'text/html', ''];
const STATUSES = [200, 200, 200, 201, 204, 302, 400, 401, 404, 409, 422, 429, 500, 503];

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

function unwrapped(value: unknown, wrapped: boolean): unknown {
  return wrapped && typeof value === 'object' && value !== null ? Reflect.get(value, 'result') : value;
}

function goodAnswer({ schema, wrapped }: Promised, dice: Dice): Answer {
  const value = schema ? unwrapped(fittingValue(schema, schema, dice), wrapped) : randomValue({}, {}, dice);
  const body = Buffer.from(JSON.stringify(value ?? null));
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}

function oddAnswer({ schema }: Promised, dice: Dice): Answer {
  if (dice() < 0.1) throw new BackendFailure('backend_timeout', 'unknown', 'No answer in time.');
  const value = randomValue(schema ?? {}, schema ?? {}, dice);
  const mediaType = pick(TYPES, dice) ?? '';
  const text = dice() < 0.4 ? (pick(ODD, dice) ?? '') : JSON.stringify(value ?? null);
  const headers = mediaType === '' ? {} : { 'content-type': mediaType };
  return { status: pick(STATUSES, dice) ?? 200, headers, body: Buffer.from(text) };
}

export function createRecorder(): Recorder {
  const sent: Sent[] = [];
  let dice: Dice = createDice(0);
  let promised: Promised = { schema: undefined, wrapped: false };
  return {
    sent,
    answer(seed, next) {
      dice = createDice(seed);
      promised = next;
    },
    client: () => ({
      async send({ method, path, headers, body }) {
        const text = body === undefined ? {} : { text: Buffer.from(body).toString('latin1') };
        const request = JSON.stringify({ method, path, headers, ...text });
        sent.push(JSON.parse(withoutBoundary(request, headers['content-type'] ?? '')));
        return dice() < 0.75 ? goodAnswer(promised, dice) : oddAnswer(promised, dice);
      },
      async close() {},
    }),
  };
}
