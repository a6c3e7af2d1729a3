import test from 'ava';
import { openKeptState } from '../../src/embedded/kept-state.js';
import { useFalkorDB } from '../helpers/falkordb.js';

const falkordb = useFalkorDB(test);

test.serial('what is kept is there for the next start, with the secret that opens it', async (t) => {
  const first = await openKeptState(falkordb().address);
  await first.store.set('client', 'known');
  await first.close();
  const second = await openKeptState(falkordb().address);
  t.teardown(second.close);
  t.is(await second.store.get('client'), 'known');
  t.is(second.secret, first.secret);
  t.regex(first.secret, /^[\w-]{64}$/);
});

test.serial('it is no graph, and does not take the name of one', async (t) => {
  const kept = await openKeptState(falkordb().address);
  t.teardown(kept.close);
  await falkordb().query('falkordb-proxy:secret', 'CREATE (:Page)');
  t.deepEqual(await falkordb().graphs(), ['falkordb-proxy:secret']);
  t.is(await kept.store.get('secret'), kept.secret);
});
