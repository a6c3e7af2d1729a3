import test from 'ava';
import fc from 'fast-check';
import { isPublicAddress } from '../../../src/oauth/clients/public-address.js';

const special = [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '100.127.255.255',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.2.1',
  '192.168.0.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '::ffff:a00:1',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::1',
  '3fff::1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fe80::1%eth0',
  'ff02::1',
  '',
  'localhost',
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
];

test('T020: no address of a private, special or unknown kind counts as public', (t) => {
  for (const address of special) t.false(isPublicAddress(address), address);
});

test('T020: addresses of the internet count as public', (t) => {
  for (const address of [
    '1.1.1.1',
    '8.8.8.8',
    '93.184.216.34',
    '172.15.0.1',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '2a00::1',
  ]) {
    t.true(isPublicAddress(address), address);
  }
});

test('T020: no spelling of a private IPv4 address inside IPv6 counts as public', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(fc.constantFrom('10', '127', '0'), fc.nat(255), fc.nat(255), fc.nat(255), (a, b, c, d) => {
        const v4 = `${a}.${b}.${c}.${d}`;
        const hex = `${((Number(a) << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
        const forms = [v4, `::ffff:${v4}`, `::ffff:${hex}`, `64:ff9b::${hex}`, `2002:${hex}::1`, `::${hex}`];
        return forms.every((form) => !isPublicAddress(form));
      }),
    ),
  );
});
