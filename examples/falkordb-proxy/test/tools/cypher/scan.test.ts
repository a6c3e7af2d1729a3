import test from 'ava';
import { indexParameters, usesLoadCsv } from '../../../src/tools/cypher/scan.js';

for (const query of [
  "LOAD CSV FROM 'file://x.csv' AS row RETURN row",
  "load csv with headers FROM 'file://x.csv' AS row RETURN row",
  'MATCH (n) LOAD\n\tCSV FROM $url AS row RETURN row',
  "LOAD/* x */CSV FROM 'file://x.csv' AS row RETURN row",
  "LOAD // x\nCSV FROM 'file://x.csv' AS row RETURN row",
  "RETURN 'it\\'s' LOAD CSV FROM 'x' AS r RETURN r",
  "/* a /* b */ LOAD CSV FROM 'x' AS r RETURN r",
  "WITH 1 AS `a\\` LOAD CSV FROM 'x' AS r RETURN r",
]) {
  test(`sees LOAD CSV in ${JSON.stringify(query)}`, (t) => {
    t.true(usesLoadCsv(query));
  });
}

for (const query of [
  "RETURN 'LOAD CSV' AS s",
  'RETURN "a \\" LOAD CSV" AS s',
  'MATCH (n) // LOAD CSV\nRETURN n',
  'MATCH (n) /* LOAD CSV */ RETURN n',
  'RETURN 1 AS `LOAD CSV`',
  'MATCH (load:csv) RETURN load',
  'RETURN download, csv',
  'RETURN 1 // x\rLOAD CSV',
]) {
  test(`sees no LOAD CSV in ${JSON.stringify(query)}`, (t) => {
    t.false(usesLoadCsv(query));
  });
}

test('indexes named parameters wherever they are code', (t) => {
  const query = 'RETURN $a+$b, $ a, $/* c */a, $`a`, \'$a\', "$a", `$a`, $aa, x$a // $a';
  t.is(
    indexParameters(query, new Set(['a'])),
    'RETURN $a[0]+$b, $ a[0], $/* c */a[0], $`a`[0], \'$a\', "$a", `$a`, $aa, x$a[0] // $a',
  );
});

test('indexes names that need backticks', (t) => {
  t.is(indexParameters('RETURN $`a b`, $`ключ`', new Set(['a b'])), 'RETURN $`a b`[0], $`ключ`');
});

test('leaves the query alone without names', (t) => {
  t.is(indexParameters('RETURN $a', new Set()), 'RETURN $a');
});
