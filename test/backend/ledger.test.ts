import test, { type ExecutionContext } from 'ava';
import { createBackend } from '../../src/backend/backend.js';
import { CallError } from '../../src/backend/exchange.js';
import { adapters } from '../helpers/adapters.js';
import { makeCall } from '../helpers/backend-call.js';
import { type Behaviour, type FaultExchange, startFaultBackend } from '../helpers/fault-backend.js';

const CALLS = 1500;
const SEED = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const json = { 'content-type': 'application/json' };
const done = (e: FaultExchange) => {
  e.execute();
  e.respond(200, json, '{}');
};

/** What may happen to a request; a request is carried out where a real backend would have done so. */
const faults: readonly Behaviour[] = [
  done,
  done,
  done,
  (e) => e.reset(),
  (e) => {
    e.execute();
    e.reset();
  },
  (e) => e.end(),
  (e) => {
    e.execute();
    e.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc');
    e.end();
  },
  () => {},
  (e) => e.execute(),
  (e) => {
    e.execute();
    e.respond(200, json, '{broken');
  },
  (e) => {
    e.execute();
    e.respond(200, { 'content-type': 'text/html' }, '<p>');
  },
  (e) => {
    e.execute();
    e.respond(502);
  },
  (e) => {
    e.execute();
    e.respond(200, { ...json, 'content-encoding': 'gzip' }, 'not gzip');
  },
  (e) => {
    e.execute();
    e.respond(302, { location: '/elsewhere' });
  },
  (e) => e.respond(500),
  (e) => e.respond(503, { 'retry-after': '0' }),
  (e) => e.respond(429),
  (e) => e.respond(404),
  (e) => e.write('garbage\r\n\r\n'),
  (e) => {
    done(e);
    e.socket.setTimeout(15, () => e.reset());
  },
];

interface Answer {
  readonly marker: string;
  readonly outcome: string;
  readonly retryable: boolean;
}

for (const adapter of adapters) {
  test.serial(`${adapter.name}: nothing is lost and nothing is done twice under ${CALLS} faulty calls`, async (t) => {
    t.log(`FAULT_SEED=${SEED}`);
    const random = seededRandom(SEED);
    const server = await startFaultBackend(t, (exchange) => faults[Math.floor(random() * faults.length)]?.(exchange), {
      onConnection(socket) {
        if (random() > 0.05) return false;
        setTimeout(() => socket.resetAndDestroy(), 2);
        return true;
      },
    });
    const backend = createBackend({
      baseUrl: server.origin,
      client: adapter.create(),
      connections: 40,
      queue: CALLS,
      timeouts: { connect: 500, firstByte: 60, idle: 60, total: 20_000 },
      retry: { minDelay: 1, maxDelay: 4 },
      keepAliveTimeout: 10,
    });
    t.teardown(() => backend.close());

    const write = async (index: number): Promise<Answer> => {
      const marker = `call-${index}`;
      const method = (['POST', 'PUT', 'PATCH', 'DELETE'] as const)[index % 4] ?? 'POST';
      const signal = index % 17 === 0 ? AbortSignal.timeout(index % 97) : new AbortController().signal;
      const retry = index % 5 === 0 ? 'never' : 'connect-only';
      try {
        await backend.call(makeCall({ method, headers: { 'x-marker': marker }, body: { index } }, { signal, retry }));
        return { marker, outcome: 'done', retryable: false };
      } catch (error) {
        if (!(error instanceof CallError)) throw error;
        return { marker, ...error.failure };
      }
    };
    const answers = await Promise.all(Array.from({ length: CALLS }, (_, index) => write(index)));
    checkLedger(t, answers, server.ledger);
  });
}

function checkLedger(t: ExecutionContext, answers: readonly Answer[], ledger: ReadonlyMap<string, number>): void {
  const seen = new Map<string, number>();
  const violations = answers.filter(({ marker, outcome, retryable }) => {
    const executions = ledger.get(marker) ?? 0;
    seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    if (executions > 1 || (retryable && outcome !== 'not_sent')) return true;
    if (outcome === 'done') return executions !== 1;
    if (outcome === 'not_sent' || outcome === 'failed') return executions !== 0;
    return outcome !== 'unknown';
  });
  t.deepEqual(violations, []);
  t.is(answers.length, CALLS);
  for (const outcome of ['done', 'unknown', 'failed', 'not_sent']) t.true((seen.get(outcome) ?? 0) > 0, outcome);
}
