import test from 'ava';
import { peerFunction } from '../../src/endpoints/optional-peer.js';
import { MissingPeerError } from '../../src/errors.js';

function notFound(peer: string): never {
  throw Object.assign(new Error(`Cannot find module '${peer}'`), { code: 'MODULE_NOT_FOUND' });
}

test('a missing peer is an error that names the package and the command', (t) => {
  const error = t.throws(() => peerFunction('zod-to-json-schema', 'zodToJsonSchema', 'A zod 3 schema', notFound), {
    instanceOf: MissingPeerError,
  });
  t.is(
    error?.message,
    'A zod 3 schema needs the package "zod-to-json-schema", which is not installed. Run: npm install zod-to-json-schema',
  );
});

test('an error inside a peer is not taken for its absence', (t) => {
  const broken = (): never => {
    throw new SyntaxError('broken');
  };
  t.throws(() => peerFunction('peer', 'convert', 'A test', broken), { instanceOf: SyntaxError });
  t.throws(() => peerFunction('peer', 'convert', 'A test', () => ({})), { message: /has no function "convert"/ });
});

test('a function of an installed peer is called with its arguments', (t) => {
  const peer = { add: (left: number, right: number) => left + right };
  t.is(peerFunction('peer', 'add', 'A test', () => peer)(1, 2), 3);
});
