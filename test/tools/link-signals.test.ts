import { getEventListeners } from 'node:events';
import test from 'ava';
import { linkSignals } from '../../src/tools/link-signals.js';

for (const which of [0, 1]) {
  test(`a linked signal follows signal ${which}, also one that was aborted before`, (t) => {
    const controllers = [new AbortController(), new AbortController()] as const;
    const [one, other] = [controllers[0].signal, controllers[1].signal];
    const before = linkSignals(one, other);
    t.false(before.signal.aborted);
    controllers[which === 0 ? 0 : 1].abort();
    t.true(before.signal.aborted);
    t.true(linkSignals(one, other).signal.aborted);
  });
}

test('a linked signal that is let go follows nothing and leaves nothing behind', (t) => {
  const controllers = [new AbortController(), new AbortController()] as const;
  const { signal, unlink } = linkSignals(controllers[0].signal, controllers[1].signal);
  unlink();
  for (const controller of controllers) {
    t.is(getEventListeners(controller.signal, 'abort').length, 0);
    controller.abort();
  }
  t.false(signal.aborted);
});
