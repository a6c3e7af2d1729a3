import test from 'ava';
import { createOpenRoutes } from '../../src/http/open-routes.js';

test('the exact route wins, then the nearest one above', (t) => {
  const route = (path: string, below?: boolean) => ({ path, handle: () => undefined, ...(below && { below }) });
  const [all, deep, exact, slash] = [route('/a', true), route('/a/b', true), route('/a/b/c'), route('/x/', true)];
  const find = createOpenRoutes([all, deep, exact, slash]);
  t.is(find('/a'), all.handle);
  t.is(find('/a/'), all.handle);
  t.is(find('/a/z/z'), all.handle);
  t.is(find('/a/b'), deep.handle);
  t.is(find('/a/b/d'), deep.handle);
  t.is(find('/a/b/c'), exact.handle);
  t.is(find('/a/b/c/d'), deep.handle);
  t.is(find('/x/'), slash.handle);
  t.is(find('/x/y'), slash.handle);
  for (const path of ['/', '/ab', '/a2/b', '/x', '/A', '']) t.is(find(path), undefined, path);
});
