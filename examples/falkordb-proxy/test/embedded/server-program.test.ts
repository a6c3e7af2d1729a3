import test from 'ava';
import { canHostFalkorDB, parseVersion, whyUnfit } from '../../src/embedded/server-program.js';

const answers: [answer: string, expected: ReturnType<typeof parseVersion>][] = [
  ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64', { name: 'redis', version: '7.0.15' }],
  ['Valkey server v=8.0.1 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64', { name: 'valkey', version: '8.0.1' }],
  ['v20.20.2', undefined],
  ['', undefined],
];

for (const [answer, expected] of answers) {
  test(`the version in ${JSON.stringify(answer)}`, (t) => {
    t.deepEqual(parseVersion(answer), expected);
  });
}

const hosts: ['redis' | 'valkey', string, boolean][] = [
  ['redis', '6.2.14', false],
  ['redis', '7.0.15', false],
  ['redis', '7.2.0', true],
  ['redis', '8.2.3', true],
  ['valkey', '7.2.5', false],
  ['valkey', '8.0.1', true],
  ['valkey', '9.0.0', true],
];

for (const [name, version, fits] of hosts) {
  test(`${name} ${version} ${fits ? 'can' : 'cannot'} host FalkorDB`, (t) => {
    t.is(canHostFalkorDB({ name, version }), fits);
  });
}

test('a program that is no redis is unfit, and so is one that is not there', async (t) => {
  t.is(await whyUnfit({ path: process.execPath, origin: 'node' }), 'it is neither redis nor valkey');
  t.is(
    await whyUnfit({ path: '/nowhere/redis-server', origin: 'nowhere' }),
    '/nowhere/redis-server could not be started.',
  );
});
