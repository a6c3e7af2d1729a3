import { PassThrough, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import test from 'ava';
import { claimStream } from '../../src/mcp/stdout-claim.js';

function heard(stream: PassThrough): string {
  return String(stream.read() ?? '');
}

test('T125: a claimed stream carries the claimant only, and is given back on release', (t) => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const claim = claimStream(stdout, stderr);
  claim.stream.write('ours\n');
  stdout.write('theirs\n');
  t.is(heard(stdout), 'ours\n');
  t.is(heard(stderr), 'theirs\n');
  claim.release();
  stdout.write('later\n');
  t.is(heard(stdout), 'later\n');
});

test('a broken pipe is the failure of our write, and crashes nobody', async (t) => {
  const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
  const claim = claimStream(broken, new PassThrough());
  const failure = new Promise((resolve) => claim.stream.on('error', resolve));
  claim.stream.write('ours\n');
  t.regex(String(await failure), /EPIPE/);
  claim.release();
  await delay(10);
});
