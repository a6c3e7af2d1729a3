import test from 'ava';
import { addressGroup, createFailureLimiter } from '../../src/auth/failure-limiter.js';

const addresses: readonly (readonly [string | undefined, string])[] = [
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  [undefined, 'unknown'],
];

for (const [address, group] of addresses) {
  test(`${String(address)} counts as ${group}`, (t) => t.is(addressGroup(address), group));
}

test('T082: blocks from the limit on, until the window has passed', (t) => {
  let now = 0;
  const limiter = createFailureLimiter({ maxFailures: 2, window: 5000, now: () => now });
  limiter.recordFailure('a');
  t.is(limiter.blockedFor('a'), 0);
  now = 1000;
  limiter.recordFailure('a');
  t.is(limiter.blockedFor('a'), 4);
  t.is(limiter.blockedFor('b'), 0);
  now = 5000;
  t.is(limiter.blockedFor('a'), 0);
});

test('memory is bounded: the oldest address is forgotten', (t) => {
  const limiter = createFailureLimiter({ maxFailures: 1, window: 5000, maxAddresses: 2, now: () => 0 });
  for (const address of ['a', 'b', 'c']) limiter.recordFailure(address);
  t.deepEqual(
    ['a', 'b', 'c'].map((address) => limiter.blockedFor(address)),
    [0, 5, 5],
  );
});
