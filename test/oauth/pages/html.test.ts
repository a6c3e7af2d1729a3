import test from 'ava';
import fc from 'fast-check';
import { html } from '../../../src/oauth/pages/html.js';

test('values are escaped, markup made by html is not, nothing is left of undefined and false', (t) => {
  const inner = html`<b>${'<&>'}</b>`;
  t.is(
    html`<p title="${'"\''}">${inner}${undefined}${false}${3}</p>`.toString(),
    '<p title="&quot;&#39;"><b>&lt;&amp;&gt;</b>3</p>',
  );
  t.is(html`<ul>${[html`<li>1</li>`, html`<li>2</li>`]}</ul>`.toString(), '<ul><li>1</li><li>2</li></ul>');
});

test('T035: no text adds an element or an attribute', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const markup = html`<p title="${text}">${text}</p>`.toString();
      t.is(markup.match(/</g)?.length, 2);
      t.is(markup.match(/"/g)?.length, 2);
    }),
  );
});

test('what only looks like markup is not markup', (t) => {
  const fake = { toString: () => '<script>' } as unknown as string;
  t.throws(() => html`${fake}`);
});
