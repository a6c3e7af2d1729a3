import test from 'ava';
import { CommandError, runCommand } from '../../src/embedded/run-command.js';

test('the output of a command is answered', async (t) => {
  t.is(await runCommand('/bin/sh', ['-c', 'echo one; echo two >&2']), 'one\ntwo\n');
});

test('a failing command is told with its last lines', async (t) => {
  const error = await t.throwsAsync(runCommand('/bin/sh', ['-c', 'seq 9; exit 3']), { instanceOf: CommandError });
  t.is(error.message, '/bin/sh failed: 5\n6\n7\n8\n9');
});

test('a command that takes too long is ended', async (t) => {
  await t.throwsAsync(runCommand('/bin/sh', ['-c', 'sleep 60'], { timeout: 50 }), {
    message: '/bin/sh took longer than 50 ms.',
  });
});

test('an aborted command ends with the reason given', async (t) => {
  const stop = new AbortController();
  const running = runCommand('/bin/sh', ['-c', 'sleep 60'], { signal: stop.signal });
  setTimeout(() => stop.abort(new Error('enough')), 50);
  await t.throwsAsync(running, { message: 'enough' });
});
